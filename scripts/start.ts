/**
 * `npm start`: shows the extension at work on samples/, in a VS Code that is got from npm and
 * opened in the browser. Packages the extension first, and prints what its command line says.
 *
 * - `--desktop` opens desktop VS Code instead: the one on the PATH, else one that is downloaded;
 * - `--check` ends as soon as the address is seen to serve VS Code (for tests).
 */
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installHost } from '../test/host/install';
import { packageExtension } from '../test/host/package';
import { cacheFolder, projectRoot } from '../test/host/paths';
import { runInTerminal } from '../test/host/processes';
import { startServer, type VsCodeServer, workbenchUrl } from '../test/host/server';

const samples = path.join(projectRoot, 'samples');

async function printReport(): Promise<void> {
  const code = await runInTerminal(process.execPath, ['dist/cli.js', 'count', 'samples']);
  if (code !== 0) throw new Error(`\`node dist/cli.js count samples\` ended with ${code}.`);
}

async function serve(checkOnly: boolean): Promise<void> {
  const vsix = await packageExtension(path.join(projectRoot, 'costlens.vsix'));
  await printReport();
  const host = await installHost(console.log);
  const server = await startServer(host, {
    connectionToken: true,
    workspaceTrust: true,
    testDriver: false,
    vsix,
  });
  const url = workbenchUrl(server, samples);
  console.log(`\nVS Code ${host.version} with CostLens, on samples/:\n\n  ${url}\n`);
  try {
    if (checkOnly) {
      await assertServed(server, url);
      console.log('The address serves VS Code, and only with its token.');
    } else {
      openInBrowser(url);
      console.log('Press Ctrl+C to end.');
      await interrupted();
    }
  } finally {
    await server.stop();
  }
}

/** Checks that the address gives the workbench, and that without the token nothing does. */
async function assertServed(server: VsCodeServer, url: string): Promise<void> {
  const withToken = await fetch(url, { redirect: 'manual' });
  const cookie = withToken.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await fetch(workbenchUrl({ ...server, connectionToken: undefined }, samples), {
    headers: { cookie },
  });
  const text = await page.text();
  if (!page.ok || !text.includes('vscode-workbench-web-configuration')) {
    throw new Error(`${url} does not serve VS Code: ${page.status}\n${text.slice(0, 500)}`);
  }
  const stranger = await fetch(workbenchUrl({ ...server, connectionToken: undefined }, samples));
  if (stranger.ok) throw new Error('VS Code is served without the token.');
}

async function interrupted(): Promise<void> {
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
}

/** Opens an address where there is a display to open it on; it has been printed in any case. */
function openInBrowser(url: string): void {
  const [command, ...args] = opener(url);
  if (command === undefined) return;
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

function opener(url: string): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['open', url];
    case 'win32':
      return ['explorer', url];
    default: {
      const hasDisplay = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
      return hasDisplay === undefined ? [] : ['xdg-open', url];
    }
  }
}

async function openDesktop(): Promise<void> {
  await printReport();
  const args = [`--extensionDevelopmentPath=${projectRoot}`, samples];
  const shell = process.platform === 'win32';
  if (spawnSync('code', ['--version'], { shell }).status === 0) {
    await runInTerminal('code', args, { shell });
    return;
  }
  console.log('There is no `code` on the PATH: downloading VS Code.');
  const cachePath = path.join(cacheFolder, 'vscode-desktop');
  await runInTerminal(await downloadAndUnzipVSCode({ cachePath }), args);
}

const { values } = parseArgs({
  options: { desktop: { type: 'boolean' }, check: { type: 'boolean', default: false } },
});
if (values.desktop === true) await openDesktop();
else await serve(values.check);
