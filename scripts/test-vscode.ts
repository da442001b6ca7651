/**
 * Runs the suites of test/vscode in a real VS Code: `npm run test:vscode [-- --host node|web|trust]`.
 *
 * - `node`: all suites in the Node extension host;
 * - `web`: all suites in the web worker extension host;
 * - `trust`: those of test/vscode/restricted, in a folder that is not trusted.
 */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../test/host/browser';
import { installHost, type VsCodeHost } from '../test/host/install';
import { outFolder, projectRoot } from '../test/host/paths';
import { describeCounts, type TestCounts, writeResult } from '../test/host/results';
import { runSuites } from '../test/host/runner';
import { startServer, type ServerOptions } from '../test/host/server';
import { createTemporaryFolder } from '../test/host/temporary';

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

const timeoutMs = 120_000;

async function runSetup(
  host: VsCodeHost,
  browser: Browser,
  name: string,
  setup: Setup,
): Promise<TestCounts> {
  // Suites may edit what they open.
  const folder = await createTemporaryFolder('workspace');
  const workspace = path.join(folder.path, 'samples');
  await cp(path.join(projectRoot, 'samples'), workspace, { recursive: true });
  const server = await startServer(host, {
    connectionToken: false,
    testDriver: true,
    ...setup.server,
  });
  try {
    return await runSuites({
      server,
      browser,
      extension: projectRoot,
      tests: path.join(outFolder, 'vscode', setup.tests),
      workspace,
      timeoutMs,
      logFile: path.join(outFolder, 'logs', `vscode-${name}.log`),
      log: console.log,
    });
  } finally {
    await server.stop();
    await folder.remove();
  }
}

function chooseSetups(): [string, Setup][] {
  const { values } = parseArgs({ options: { host: { type: 'string' } } });
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
