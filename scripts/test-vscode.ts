/**
 * Runs the suites of test/vscode in a real VS Code: `npm run test:vscode`, or
 * `npm run test:vscode -- --host node|web|trust --grep words` for a part of them.
 *
 * - `node`: all suites in the Node extension host;
 * - `web`: all suites in the web worker extension host;
 * - `trust`: those of test/vscode/restricted, in a folder that is not trusted.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../test/host/browser';
import { installHost, type VsCodeHost } from '../test/host/install';
import { outFolder, projectRoot } from '../test/host/paths';
import { describeCounts, type TestCounts, writeResult } from '../test/host/results';
import { runSuites } from '../test/host/runner';
import { startServer, type ServerOptions } from '../test/host/server';
import { createTestWorkspace } from '../test/host/workspace';

interface Setup {
  readonly title: string;
  /** The bundle in out/vscode that runs. */
  readonly tests: string;
  readonly server: Pick<ServerOptions, 'extensionHost' | 'workspaceTrust'>;
}

const setups: Readonly<Record<string, Setup>> = {
  node: {
    title: 'Node extension host',
    tests: 'node.js',
    server: { workspaceTrust: false },
  },
  web: {
    title: 'web worker extension host',
    tests: 'web.js',
    server: { workspaceTrust: false, extensionHost: 'web' },
  },
  trust: {
    title: 'Node extension host, folder not trusted',
    tests: 'restricted.js',
    server: { workspaceTrust: true },
  },
};

const { values } = parseArgs({
  options: { host: { type: 'string' }, grep: { type: 'string', default: '' } },
});

const timeoutMs = 300_000;

async function runSetup(
  host: VsCodeHost,
  browser: Browser,
  name: string,
  setup: Setup,
): Promise<TestCounts> {
  const workspace = await createTestWorkspace(console.log);
  const server = await startServer(host, {
    connectionToken: false,
    testDriver: true,
    settings: { 'costlens.tests.grep': values.grep },
    ...setup.server,
  });
  try {
    return await runSuites({
      server,
      browser,
      extension: projectRoot,
      tests: path.join(outFolder, 'vscode', setup.tests),
      workspace: workspace.path,
      timeoutMs,
      logFile: path.join(outFolder, 'logs', `vscode-${name}.log`),
      log: console.log,
    });
  } finally {
    await server.stop();
    await workspace.folder.remove();
  }
}

function chooseSetups(): [string, Setup][] {
  const all = Object.entries(setups);
  const chosen = all.filter(([name]) => values.host === undefined || values.host === name);
  if (chosen.length === 0) {
    throw new Error(`--host is one of ${Object.keys(setups).join(', ')}`);
  }
  return chosen;
}

const chosen = chooseSetups();
const host = await installHost(console.log);
const { browser, description } = await launchBrowser(host);
try {
  for (const [name, setup] of chosen) {
    console.log(`\nVS Code ${host.version}, ${setup.title} (${description})`);
    const started = Date.now();
    const counts = await runSetup(host, browser, name, setup);
    await writeResult(`vscode-${name}`, counts);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`  ${setup.title}: ${describeCounts(counts)} (${seconds} s)`);
    if (counts.failed > 0) process.exitCode = 1;
  }
} finally {
  await browser.close();
}
