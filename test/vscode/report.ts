/**
 * Carries the course of a mocha run out of the extension host. Console messages are all that
 * leaves either host, so each event is one line of JSON behind a mark; test/host/runner.ts reads
 * it there.
 */
import * as vscode from 'vscode';
import { resultMark, type TestEvent } from './testEvent';

/** A reporter for both builds of mocha, which call it with `new`. */
function reportEvents(runner: Mocha.Runner): void {
  runner.on('pass', (test) => {
    send({ kind: 'pass', title: test.fullTitle(), ms: test.duration ?? 0 });
  });
  runner.on('fail', (test, error: unknown) => {
    send({ kind: 'fail', title: test.fullTitle(), error: describeError(error) });
  });
  runner.on('pending', (test) => {
    send({ kind: 'pending', title: test.fullTitle() });
  });
}

/** How suites run in every host; a setting is the one way to tell all of them which tests to run. */
export function mochaOptions(): Mocha.MochaOptions {
  return {
    ui: 'bdd',
    timeout: 20_000,
    // The type asks for mocha's base class, which only spares a reporter some work.
    reporter: reportEvents as unknown as Mocha.ReporterConstructor,
    fgrep: vscode.workspace.getConfiguration('costlens').get('tests.grep', ''),
  };
}

/** Ends `run()`: VS Code turns a rejection into exit code 1. */
export function finish(failures: number): void {
  send({ kind: 'end' });
  if (failures > 0) throw new Error(`${failures} failed`);
}

function send(event: TestEvent): void {
  console.log(resultMark + JSON.stringify(event));
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? '';
  return stack.includes(error.message) ? stack : `${error.message}\n${stack}`;
}
