/** Runs the VS Code server: the workbench in a browser, with a Node and a web extension host. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { VsCodeHost } from './install';
import { run, start, stop } from './processes';
import { createTemporaryFolder } from './temporary';

/** Which extension host an extension with a `main` and a `browser` entry runs in. */
type ExtensionHostKind = 'node' | 'web';

export interface ServerOptions {
  /** Ask for a secret in the URL, as everything but a test must. */
  readonly connectionToken: boolean;
  /** Ask the user before a folder is trusted, as VS Code does; without, every folder is trusted. */
  readonly workspaceTrust: boolean;
  /** For tests: the page's URL may say what to develop and to run, and VS Code keeps quiet. */
  readonly testDriver: boolean;
  /** Where our extension runs. */
  readonly extensionHost?: ExtensionHostKind;
  /** A packaged extension to install. */
  readonly vsix?: string;
  /** The user's settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface VsCodeServer {
  readonly port: number;
  /** `host:port`, the authority of the server's `vscode-remote:` URIs. */
  readonly authority: string;
  /** The secret, if one is asked for. */
  readonly connectionToken: string | undefined;
  /** What the server has printed so far. */
  log: () => string;
  /** Ends the server and removes all it has written. */
  stop: () => Promise<void>;
}

/** The extension's identity, as package.json has it. */
const extensionId = 'costlens.costlens';

/** Quiet: no page, prompt or panel that has nothing to do with the extension. */
export const testSettings = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

const startTimeoutMs = 30_000;

/** Starts a server on a free port, with a data folder of its own; resolves when it answers. */
export async function startServer(host: VsCodeHost, options: ServerOptions): Promise<VsCodeServer> {
  const folder = await createTemporaryFolder('vscode');
  const dataFolder = folder.path;
  try {
    await writeSettings(dataFolder, options);
    if (options.vsix !== undefined) await installExtension(host, dataFolder, options.vsix);
    const connectionToken = options.connectionToken ? randomBytes(16).toString('hex') : undefined;
    const child = start(
      host.node,
      [host.serverMain, ...serverArguments(dataFolder, options, connectionToken)],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        // Tests ask no server but this one.
        env: { ...process.env, ...(options.testDriver && { EXTENSIONS_GALLERY: '{}' }) },
      },
    );
    let printed = '';
    const port = await new Promise<number>((resolve, reject) => {
      const fail = (reason: string): void => {
        reject(new Error(`The VS Code server ${reason}. It printed:\n${printed}`));
      };
      const timer = setTimeout(fail, startTimeoutMs, `did not start in ${startTimeoutMs} ms`);
      const collect = (chunk: Buffer): void => {
        printed += chunk.toString();
        const listening = /Extension host agent listening on (\d+)/.exec(printed);
        if (listening === null) return;
        clearTimeout(timer);
        resolve(Number(listening[1]));
      };
      child.stdout?.on('data', collect);
      child.stderr?.on('data', collect);
      child.once('error', (error) => {
        fail(`could not be started (${error.message})`);
      });
      child.once('exit', (code) => {
        clearTimeout(timer);
        fail(`ended with ${String(code)}`);
      });
    }).catch(async (error: unknown) => {
      await stop(child);
      throw error;
    });
    return {
      port,
      authority: `127.0.0.1:${port}`,
      connectionToken,
      log: () => printed,
      stop: async () => {
        await stop(child);
        await folder.remove();
      },
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** The address of the workbench with a folder open and what the page is to be told. */
export function workbenchUrl(
  server: VsCodeServer,
  folder: string,
  payload: Readonly<Record<string, string>> = {},
): string {
  const url = new URL(`http://${server.authority}/`);
  if (server.connectionToken !== undefined) url.searchParams.set('tkn', server.connectionToken);
  url.searchParams.set('folder', serverPath(folder));
  const pairs = Object.entries(payload);
  if (pairs.length > 0) url.searchParams.set('payload', JSON.stringify(pairs));
  return url.href;
}

/** The URI by which the workbench names a file of the server's machine. */
export function remoteUri(server: VsCodeServer, file: string): string {
  return `vscode-remote://${server.authority}${serverPath(file)}`;
}

function serverPath(file: string): string {
  const slashes = file.replaceAll('\\', '/');
  return slashes.startsWith('/') ? slashes : `/${slashes}`;
}

function serverArguments(
  dataFolder: string,
  options: ServerOptions,
  connectionToken: string | undefined,
): string[] {
  return [
    '--host=127.0.0.1',
    '--port=0',
    `--server-data-dir=${dataFolder}`,
    '--accept-server-license-terms',
    '--telemetry-level=off',
    connectionToken === undefined
      ? '--without-connection-token'
      : `--connection-token=${connectionToken}`,
    ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
    ...(options.testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
}

async function writeSettings(dataFolder: string, options: ServerOptions): Promise<void> {
  const settings = {
    ...(options.testDriver && testSettings),
    ...options.settings,
    ...(options.extensionHost === 'web' && {
      'remote.extensionKind': { [extensionId]: ['web'] },
    }),
  };
  const folder = path.join(dataFolder, 'data', 'User');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings, undefined, 2));
}

async function installExtension(host: VsCodeHost, dataFolder: string, vsix: string): Promise<void> {
  await run(host.node, [
    host.serverMain,
    `--server-data-dir=${dataFolder}`,
    '--accept-server-license-terms',
    `--install-extension=${path.resolve(vsix)}`,
  ]);
}
