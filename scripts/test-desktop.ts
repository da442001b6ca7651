/**
 * Runs the suites of test/vscode in desktop VS Code, which is downloaded:
 * `npm run test:desktop [-- --vscode stable|insiders|1.105.1]`. It needs a display (on a server,
 * `xvfb-run -a npm run test:desktop`).
 */
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { cacheFolder, outFolder, projectRoot } from '../test/host/paths';
import { start, stop } from '../test/host/processes';
import { describeCounts, type TestCounts, writeResult } from '../test/host/results';
import { testSettings } from '../test/host/server';
import { createTemporaryFolder } from '../test/host/temporary';
import { followTestRun } from '../test/host/testRun';
import { createTestWorkspace } from '../test/host/workspace';

const timeoutMs = 180_000;

async function download(version: string): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({
      version,
      cachePath: path.join(cacheFolder, 'vscode-desktop'),
    });
  } catch (error) {
    throw new Error(
      `Desktop VS Code (${version}) could not be downloaded, so its tests did not run.`,
      { cause: error },
    );
  }
}

async function runSuites(program: string): Promise<TestCounts> {
  const temporary = await createTemporaryFolder('desktop');
  const folder = temporary.path;
  const workspace = await createTestWorkspace(console.log);
  const settingsFolder = path.join(folder, 'user', 'User');
  await mkdir(settingsFolder, { recursive: true });
  await writeFile(path.join(settingsFolder, 'settings.json'), JSON.stringify(testSettings));
  const run = followTestRun(path.join(outFolder, 'logs', 'desktop.log'), console.log);
  const child = start(
    program,
    [
      workspace.path,
      `--extensionDevelopmentPath=${projectRoot}`,
      `--extensionTestsPath=${path.join(outFolder, 'vscode', 'node.js')}`,
      `--user-data-dir=${path.join(folder, 'user')}`,
      `--extensions-dir=${path.join(folder, 'extensions')}`,
      '--disable-workspace-trust',
      '--disable-updates',
      '--disable-gpu',
      '--no-sandbox',
      '--skip-welcome',
      '--skip-release-notes',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', run.read);
  }
  let problem: string | undefined;
  const timer = setTimeout(() => {
    problem = `no end after ${timeoutMs / 1000} s`;
    void stop(child);
  }, timeoutMs);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  if (code !== 0) problem ??= `VS Code ended with exit code ${String(code)}`;
  await temporary.remove();
  await workspace.folder.remove();
  return run.end(problem);
}

const { values } = parseArgs({ options: { vscode: { type: 'string', default: 'stable' } } });
const program = await download(values.vscode);
console.log(`\nDesktop VS Code (${values.vscode}): ${program}`);
const counts = await runSuites(program);
await writeResult('desktop', counts);
console.log(`  Desktop VS Code: ${describeCounts(counts)}`);
if (counts.failed > 0) process.exitCode = 1;
