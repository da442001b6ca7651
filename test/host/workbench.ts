/** Drives VS Code's workbench in a browser the way a user does: keyboard, mouse, and eyes. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { outFolder } from './paths';
import { type VsCodeServer, workbenchUrl } from './server';

/** Small and fixed, so that pictures show the extension and are alike wherever they are taken. */
const windowSize = { width: 1280, height: 800 };

const startTimeoutMs = 60_000;
const stepTimeoutMs = 20_000;

/** An open workbench window. */
export interface Workbench {
  readonly page: Page;
  /** Opens a file by its path in the workspace, or a unique part of it, through Quick Open. */
  openFile: (file: string) => Promise<void>;
  /** Runs a command by its title in the Command Palette, e.g. `View: Close All Editors`. */
  runCommand: (title: string) => Promise<void>;
  /** The frame of the webview that shows the element, once it does. */
  findWebview: (selector: string) => Promise<Frame>;
  /** The item of the status bar whose text holds this. */
  statusBarItem: (text: string | RegExp) => Locator;
  /** Takes a picture of the window into out/screenshots/, and gives its path. */
  screenshot: (name: string) => Promise<string>;
  close: () => Promise<void>;
}

/** Opens a window on a folder and waits until it can be worked with. */
export async function openWorkbench(
  browser: Browser,
  server: VsCodeServer,
  folder: string,
): Promise<Workbench> {
  const context = await browser.newContext({ viewport: windowSize });
  const page = await context.newPage();
  page.setDefaultTimeout(stepTimeoutMs);
  const workbench: Workbench = {
    page,
    openFile: (file) => openFile(page, file),
    runCommand: (title) => runCommand(page, title),
    findWebview: (selector) => findWebview(page, selector),
    statusBarItem: (text) => page.locator('.statusbar-item', { hasText: text }),
    screenshot: (name) => takeScreenshot(page, name),
    close: () => context.close(),
  };
  try {
    await page.goto(
      workbenchUrl(server, folder, { skipWelcome: 'true', skipReleaseNotes: 'true' }),
    );
    await waitUntilReady(page);
    return workbench;
  } catch (error) {
    await takeScreenshot(page, 'failed-to-open');
    await workbench.close();
    throw error;
  }
}

/** The workbench is drawn long before it has its commands and files: wait for the latter. */
async function waitUntilReady(page: Page): Promise<void> {
  const options = { state: 'visible', timeout: startTimeoutMs } as const;
  await page.locator('.monaco-workbench .part.statusbar').waitFor(options);
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor(options);
}

async function openFile(page: Page, file: string): Promise<void> {
  await pick(page, 'Control+P', file, path.posix.basename(file));
  const tab = page.locator('.tab.active', { hasText: path.posix.basename(file) });
  await tab.waitFor({ state: 'visible' });
}

async function runCommand(page: Page, title: string): Promise<void> {
  await pick(page, 'F1', `>${title}`, title);
}

/** Opens a quick pick, types, and takes the first row with a label as soon as there is one. */
async function pick(page: Page, key: string, text: string, label: string): Promise<void> {
  const widget = page.locator('.quick-input-widget');
  await page.keyboard.press(key);
  const input = widget.locator('input[type="text"]');
  await input.waitFor({ state: 'visible' });
  await input.fill(text);
  await widget.locator('.monaco-list-row', { hasText: label }).first().click();
  await widget.waitFor({ state: 'hidden' });
}

async function findWebview(page: Page, selector: string): Promise<Frame> {
  const deadline = Date.now() + stepTimeoutMs;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      // Frames come and go while a webview loads.
      if (await shows(frame, selector).catch(() => false)) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`No webview shows ${selector}.`);
}

/**
 * A webview's document is two frames deep, and is loaded out of sight before it takes the place of
 * the one before: it counts once its frame is visible.
 */
async function shows(frame: Frame, selector: string): Promise<boolean> {
  if (!frame.parentFrame()?.parentFrame()) return false;
  if (!(await frame.locator(selector).first().isVisible())) return false;
  const element = await frame.frameElement();
  return element.isVisible();
}

async function takeScreenshot(page: Page, name: string): Promise<string> {
  const folder = path.join(outFolder, 'screenshots');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  return file;
}
