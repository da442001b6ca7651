/** Runs the suites of test/vscode inside an extension host, and tells how they went. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { resultMark, type TestEvent } from '../vscode/testEvent';
import type { TestCounts } from './results';
import { remoteUri, type VsCodeServer, workbenchUrl } from './server';

export interface RunOptions {
  readonly server: VsCodeServer;
  readonly browser: Browser;
  /** The extension under test, i.e. the project's folder. */
  readonly extension: string;
  /** The bundle whose `run()` runs the suites. */
  readonly tests: string;
  /** The folder to open. */
  readonly workspace: string;
  readonly timeoutMs: number;
  /** Where to keep what VS Code and the extension have logged. */
  readonly logFile: string;
  readonly log: (line: string) => void;
}

/**
 * What VS Code always says here: it runs without its native modules (see install.ts), signed in
 * nowhere and without a network.
 */
const harmless =
  /AgentHost|ChatModelSelection|AccountPolicyGate|spdlog|watchdog|\[Service Worker\]|^\[(?:info|trace|debug)\] (?:Creating a socket|Resolv|\[reconnection|Updating additional)/;

/**
 * Opens the workbench with the extension and the tests, waits till they are over.
 *
 * A run that does not end well (in time, having run something, reporting its end) counts as one
 * failure more.
 */
export async function runSuites(options: RunOptions): Promise<TestCounts> {
  const context = await options.browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    return await runInPage(await context.newPage(), options);
  } finally {
    await context.close();
  }
}

async function runInPage(page: Page, options: RunOptions): Promise<TestCounts> {
  const { server, log } = options;
  const events: TestEvent[] = [];
  const otherOutput: string[] = [];
  page.on('pageerror', (error) => otherOutput.push(`[page] ${error.message}`));
  await page.exposeFunction('codeAutomationLog', (type: string, parts: readonly unknown[]) => {
    const event = findEvent(parts);
    if (event === undefined) {
      otherOutput.push(`[${type}] ${parts.map(String).join(' ')}`);
    } else {
      events.push(event);
      for (const line of describeEvent(event)) log(line);
    }
  });
  const problem = await new Promise<string | undefined>((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve(`the tests did not end in ${options.timeoutMs / 1000} s`);
    }, options.timeoutMs);
    page.once('crash', () => {
      resolve('the page crashed');
    });
    page
      .exposeFunction('codeAutomationExit', (code: number) => {
        clearTimeout(timer);
        resolve(code === 0 ? undefined : `the extension host ended with exit code ${code}`);
      })
      .then(() => page.goto(testUrl(server, options)))
      .catch(reject);
  });
  await mkdir(path.dirname(options.logFile), { recursive: true });
  await writeFile(options.logFile, otherOutput.join('\n'));
  const counts = count(events);
  const failure = whyFailed(events, counts, problem);
  if (failure === undefined) return counts;
  log(`  Failed: ${failure}. The last that VS Code said (all of it is in ${options.logFile}):`);
  for (const line of worthReading(otherOutput)) log(`    ${line}`);
  // Failed tests are counted already; everything else that went wrong counts as one.
  return counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function testUrl(server: VsCodeServer, options: RunOptions): string {
  return workbenchUrl(server, options.workspace, {
    extensionDevelopmentPath: remoteUri(server, options.extension),
    extensionTestsPath: remoteUri(server, options.tests),
    skipWelcome: 'true',
    skipReleaseNotes: 'true',
  });
}

/** The beginnings of the last errors and of what extensions printed, without the known noise. */
function worthReading(output: readonly string[]): string[] {
  return output
    .filter((entry) => !harmless.test(entry))
    .slice(-20)
    .map((entry) => entry.split('\n').slice(0, 12).join('\n      '));
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
  return undefined;
}

/** A console message arrives as a format and its arguments, of which one may be an event. */
function findEvent(parts: readonly unknown[]): TestEvent | undefined {
  const text = parts.find(
    (part): part is string => typeof part === 'string' && part.startsWith(resultMark),
  );
  // Both sides of this line are our own, built together.
  return text === undefined ? undefined : (JSON.parse(text.slice(resultMark.length)) as TestEvent);
}

function describeEvent(event: TestEvent): string[] {
  switch (event.kind) {
    case 'pass':
      return [`  ✔ ${event.title} (${event.ms} ms)`];
    case 'fail':
      return [`  ✖ ${event.title}`, ...event.error.split('\n').map((line) => `      ${line}`)];
    case 'pending':
      return [`  - ${event.title} (did not run)`];
    case 'end':
      return [];
  }
}
