/** What every end-to-end test shares: one server and one browser, opened by scripts/e2e.ts. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { projectRoot } from '../host/paths';
import type { VsCodeServer } from '../host/server';
import { createTemporaryFolder, type TemporaryFolder } from '../host/temporary';
import { openWorkbench, type Workbench } from '../host/workbench';

interface Session {
  readonly browser: Browser;
  readonly server: VsCodeServer;
}

interface OpenWindow {
  readonly workbench: Workbench;
  /** To be removed with the window. */
  readonly folder: TemporaryFolder;
}

let session: Session | undefined;
let openWindows: OpenWindow[] = [];

export function startSession(started: Session): void {
  session = started;
}

/**
 * Opens a window on a fresh copy of samples/; it is closed after the test.
 *
 * @param settings the workspace's settings, where a test needs any.
 */
export async function openSamples(
  settings?: Readonly<Record<string, unknown>>,
): Promise<Workbench> {
  if (session === undefined) throw new Error('End-to-end tests are run by scripts/e2e.ts.');
  const folder = await createTemporaryFolder('workspace');
  const samples = path.join(folder.path, 'samples');
  await cp(path.join(projectRoot, 'samples'), samples, { recursive: true });
  if (settings) {
    await mkdir(path.join(samples, '.vscode'));
    await writeFile(path.join(samples, '.vscode', 'settings.json'), JSON.stringify(settings));
  }
  const workbench = await openWorkbench(session.browser, session.server, samples);
  openWindows.push({ workbench, folder });
  return workbench;
}

/** Takes a picture of every window that a failed test has left. */
export async function picture(name: string): Promise<void> {
  for (const { workbench } of openWindows) await workbench.screenshot(name);
}

export async function closeWindows(): Promise<void> {
  const closing = openWindows;
  openWindows = [];
  for (const { workbench, folder } of closing) {
    await workbench.close();
    await folder.remove();
  }
}
