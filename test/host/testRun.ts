/** Follows a run of the suites of test/vscode from what an extension host prints. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { resultMark, type TestEvent } from '../vscode/testEvent';
import type { TestCounts } from './results';

export interface TestRun {
  /** Takes a message, or a part of one; prints it if it tells of a test. */
  readonly read: (text: string) => void;
  /**
   * Ends the run and judges it. One that did not go well (in time, having run something, reporting
   * its end) counts as failed, whatever its tests say.
   *
   * @param problem why it ended, unless it ended well.
   */
  readonly end: (problem: string | undefined) => Promise<TestCounts>;
}

/**
 * What VS Code always says here: it runs without its native modules (see install.ts), signed in
 * nowhere and without a network.
 */
const harmless =
  /AgentHost|additional builtin extensions|authentication provider 'github'|ChatModelSelection|AccountPolicyGate|spdlog|watchdog|\[Service Worker\]|^\[(?:info|trace|debug)\] (?:Creating a socket|Resolv|\[reconnection|Updating additional)/;

/** @param logFile where to keep what VS Code and the extension have printed. */
export function followTestRun(logFile: string, log: (line: string) => void): TestRun {
  const events: TestEvent[] = [];
  const otherOutput: string[] = [];
  return {
    read: (text) => {
      const event = findEvent(text);
      if (event === undefined) {
        otherOutput.push(text);
      } else {
        events.push(event);
        for (const line of describeEvent(event)) log(line);
      }
    },
    end: async (problem) => {
      await mkdir(path.dirname(logFile), { recursive: true });
      await writeFile(logFile, otherOutput.join('\n'));
      const counts = count(events);
      const failure = whyFailed(events, counts, problem);
      if (failure === undefined) return counts;
      log(`  Failed: ${failure}. The last that VS Code said (all of it is in ${logFile}):`);
      for (const line of worthReading(otherOutput)) log(`    ${line}`);
      return counts.failed > 0 ? counts : { ...counts, failed: 1 };
    },
  };
}

function findEvent(text: string): TestEvent | undefined {
  const start = text.indexOf(resultMark);
  if (start < 0) return undefined;
  // Both sides of this line are our own, built together.
  return JSON.parse(text.slice(start + resultMark.length)) as TestEvent;
}

function describeEvent(event: TestEvent): string[] {
  switch (event.kind) {
    case 'pass':
      return [`  ✔ ${event.title} (${event.ms} ms)`];
    case 'fail':
      return [`  ✖ ${event.title}`, ...event.error.split('\n').map((line) => `      ${line}`)];
    case 'pending':
      return [`  - ${event.title} (DID NOT RUN)`];
    case 'end':
      return [];
  }
}

function count(events: readonly TestEvent[]): TestCounts {
  const of = (kind: TestEvent['kind']): number => events.filter((e) => e.kind === kind).length;
  return { passed: of('pass'), failed: of('fail') };
}

function whyFailed(
  events: readonly TestEvent[],
  { passed, failed }: TestCounts,
  problem: string | undefined,
): string | undefined {
  if (problem !== undefined) return problem;
  if (passed + failed === 0) return 'no test ran';
  if (!events.some((event) => event.kind === 'end')) return 'the run broke off';
  return failed > 0 ? `${failed} of its tests did` : undefined;
}

/** The beginnings of the last messages, each once, without the known noise. */
function worthReading(output: readonly string[]): string[] {
  return [...new Set(output.filter((entry) => !harmless.test(entry)))]
    .slice(-20)
    .map((entry) => entry.split('\n').slice(0, 12).join('\n      '));
}
