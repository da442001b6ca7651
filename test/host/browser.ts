/**
 * A browser for the workbench: the one COSTLENS_BROWSER names, else Chrome, Chromium or Edge where
 * the system has one, else the headless Chromium that comes with the host (Linux on x64 only).
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { createWhole, hostPackage, type VsCodeHost } from './install';
import { start } from './processes';

interface BrowserProgram {
  readonly name: string;
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface LaunchedBrowser {
  readonly browser: Browser;
  /** What it is, for the log. */
  readonly description: string;
}

const launchArguments = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--font-render-hinting=none',
];

/** Starts a headless browser. @throws when there is none: tests must then fail, never skip. */
export async function launchBrowser(host: VsCodeHost): Promise<LaunchedBrowser> {
  const program = findSystemBrowser() ?? (await unpackBundledBrowser(host));
  const browser = await chromium.launch({
    executablePath: program.file,
    headless: true,
    args: launchArguments,
    env: { ...definedEnvironment(), ...program.environment },
  });
  return { browser, description: `${program.name} ${browser.version()}` };
}

function findSystemBrowser(): BrowserProgram | undefined {
  const chosen = process.env['COSTLENS_BROWSER'];
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen)) throw new Error(`COSTLENS_BROWSER names no file: ${chosen}`);
    return { name: path.basename(chosen), file: chosen, environment: {} };
  }
  const file = systemBrowsers().find((candidate) => existsSync(candidate));
  return file === undefined ? undefined : { name: path.basename(file), file, environment: {} };
}

/** Where browsers are on this platform, the likeliest first. */
function systemBrowsers(): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
        (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
      );
    case 'win32':
      return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
        const folder = process.env[name];
        if (folder === undefined) return [];
        return [
          'Google\\Chrome\\Application\\chrome.exe',
          'Microsoft\\Edge\\Application\\msedge.exe',
        ].map((file) => path.join(folder, file));
      });
    default: {
      const names = [
        'google-chrome',
        'google-chrome-stable',
        'chromium',
        'chromium-browser',
        'microsoft-edge',
      ];
      const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
      return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
    }
  }
}

/** Unpacks the Chromium of the host's packages beside them, once. */
async function unpackBundledBrowser(host: VsCodeHost): Promise<BrowserProgram> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'No browser found: install Chrome, Chromium or Edge, or set COSTLENS_BROWSER to one.',
    );
  }
  const folder = path.join(host.folder, 'browser');
  if (!existsSync(folder)) {
    await createWhole(folder, (partial) => unpackInto(partial, host.folder));
  }
  const file = path.join(folder, 'chromium');
  return {
    name: 'bundled Chromium',
    file,
    environment: {
      FONTCONFIG_FILE: await writeFontConfiguration(host.folder, folder),
      ...(lacksLibraries(file) && { LD_LIBRARY_PATH: path.join(folder, 'lib') }),
    },
  };
}

async function unpackInto(partial: string, hostFolder: string): Promise<void> {
  const archives = path.join(hostPackage(hostFolder, '@sparticuz/chromium'), 'bin');
  await Promise.all([
    decompress(
      path.join(archives, 'chromium.br'),
      createWriteStream(path.join(partial, 'chromium'), { mode: 0o755 }),
    ),
    ...['al2023', 'fonts', 'swiftshader'].map((name) =>
      untar(path.join(archives, `${name}.tar.br`), partial),
    ),
  ]);
}

/**
 * Brings fonts along, so that pictures look alike wherever they are taken; the system's own come
 * after, for the scripts these lack.
 */
async function writeFontConfiguration(hostFolder: string, browserFolder: string): Promise<string> {
  const families = {
    'sans-serif': 'Open Sans',
    serif: 'DejaVu Serif',
    monospace: 'DejaVu Sans Mono',
  };
  const folders = [
    path.join(hostPackage(hostFolder, 'dejavu-fonts-ttf'), 'ttf'),
    path.join(browserFolder, 'fonts'),
    '/usr/share/fonts',
  ];
  const configuration = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    ...folders.map((folder) => `<dir>${folder}</dir>`),
    `<cachedir>${path.join(browserFolder, 'font-cache')}</cachedir>`,
    ...Object.entries(families).map(
      ([generic, family]) =>
        `<alias binding="strong"><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`,
    ),
    '</fontconfig>',
  ].join('\n');
  const file = path.join(browserFolder, 'costlens-fonts.conf');
  await writeFile(file, configuration);
  return file;
}

async function untar(archive: string, folder: string): Promise<void> {
  const tar = start('tar', ['-x', '-C', folder], { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = new Promise<void>((resolve, reject) => {
    tar.once('error', reject);
    tar.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`tar could not unpack ${archive}`));
    });
  });
  if (tar.stdin === null) throw new Error('tar has no input');
  await Promise.all([decompress(archive, tar.stdin), ended]);
}

async function decompress(file: string, output: Writable): Promise<void> {
  await pipeline(createReadStream(file), createBrotliDecompress(), output);
}

function lacksLibraries(file: string): boolean {
  const { stdout, error } = spawnSync('ldd', [file], { encoding: 'utf8' });
  return error !== undefined || stdout.includes('not found');
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
