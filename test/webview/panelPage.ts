/** A page of media/ in a browser, under the policy that VS Code serves it with. */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { installHost } from '../host/install';

const origin = 'http://costlens.test';
const media = path.join('dist', 'media');

/** What the extension's pages are served with. */
const policy = `default-src 'none'; script-src 'nonce-n'; style-src ${origin}; font-src ${origin}`;

interface PanelWindow {
  posted: unknown[];
  violations: string[];
}

export interface PanelPage {
  readonly page: Page;
  /** Sends the page a message, as the extension does. */
  readonly post: (message: object) => Promise<void>;
  /** All that the page has sent. */
  readonly posted: () => Promise<unknown[]>;
  /** Closes the page; fails where it has broken its policy or asked for anything else. */
  readonly close: () => Promise<void>;
}

/**
 * Has each test of the suite begin with the page newly opened.
 *
 * @param bundle the page's name in dist/media.
 * @param onOpen takes the page.
 */
export function openBeforeEach(bundle: string, onOpen: (panel: PanelPage) => void): void {
  let browser: Browser;
  let panel: PanelPage;

  before(async function () {
    this.timeout(300_000);
    ({ browser } = await launchBrowser(await installHost(console.log)));
  });
  after(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    panel = await openPanelPage(browser, bundle);
    onOpen(panel);
  });
  afterEach(() => panel.close());
}

async function openPanelPage(browser: Browser, bundle: string): Promise<PanelPage> {
  const page = await browser.newPage({ viewport: { width: 400, height: 600 } });
  const foreignRequests: string[] = [];
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== origin) {
      foreignRequests.push(url.href);
      await route.abort();
    } else if (url.pathname === '/') {
      await route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><html lang="en"><head>
          <meta http-equiv="Content-Security-Policy" content="${policy}">
          <title>A panel</title>
          <link rel="stylesheet" href="/${bundle}.css"></head>
          <body><script nonce="n" src="/${bundle}.js"></script></body></html>`,
      });
    } else {
      await route.fulfill({ path: path.join(media, path.basename(url.pathname)) });
    }
  });
  await page.addInitScript(() => {
    const panel = Object.assign(window, { posted: [], violations: [] }) as unknown as PanelWindow;
    let state: unknown;
    Object.assign(window, {
      acquireVsCodeApi: () => ({
        postMessage: (message: unknown) => panel.posted.push(message),
        getState: () => state,
        setState: (next: unknown) => {
          state = next;
        },
      }),
    });
    document.addEventListener('securitypolicyviolation', (event) => {
      panel.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
    });
  });
  await page.goto(origin);
  return {
    page,
    post: (message) =>
      page.evaluate((data) => {
        window.dispatchEvent(new MessageEvent('message', { data }));
      }, message),
    posted: () => page.evaluate(() => (window as unknown as PanelWindow).posted),
    close: async () => {
      const violations = await page.evaluate(() => (window as unknown as PanelWindow).violations);
      await page.close();
      assert.deepEqual(violations, []);
      assert.deepEqual(foreignRequests, []);
    },
  };
}
