/** Runs the suites of test/vscode inside an extension host of the VS Code server. */
import type { Browser, Page } from 'playwright-core';
import type { TestCounts } from './results';
import { remoteUri, type VsCodeServer, workbenchUrl } from './server';
import { followTestRun, type TestRun } from './testRun';

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

/** Opens the workbench with the extension and the tests, and waits till they are over. */
export async function runSuites(options: RunOptions): Promise<TestCounts> {
  const context = await options.browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const run = followTestRun(options.logFile, options.log);
    return await run.end(await runInPage(await context.newPage(), options, run));
  } finally {
    await context.close();
  }
}

/** Resolves when the run is over, with why it ended unless it ended well. */
async function runInPage(
  page: Page,
  options: RunOptions,
  run: TestRun,
): Promise<string | undefined> {
  page.on('pageerror', (error) => {
    run.read(`[page] ${error.message}`);
  });
  // A console message arrives as its kind, and a format with its arguments.
  await page.exposeFunction('codeAutomationLog', (kind: string, parts: readonly unknown[]) => {
    run.read(`[${kind}] ${parts.map(String).join(' ')}`);
  });
  let end!: (problem: string | undefined) => void;
  const ended = new Promise<string | undefined>((resolve) => {
    end = resolve;
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => {
    end(code === 0 ? undefined : `the extension host ended with exit code ${code}`);
  });
  page.once('crash', () => {
    end('the page crashed');
  });
  const timer = setTimeout(end, options.timeoutMs, `no end after ${options.timeoutMs / 1000} s`);
  try {
    await page.goto(testUrl(options.server, options));
    return await ended;
  } finally {
    clearTimeout(timer);
  }
}

function testUrl(server: VsCodeServer, options: RunOptions): string {
  return workbenchUrl(server, options.workspace, {
    extensionDevelopmentPath: remoteUri(server, options.extension),
    extensionTestsPath: remoteUri(server, options.tests),
    skipWelcome: 'true',
    skipReleaseNotes: 'true',
  });
}
