import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Workbench } from '../host/workbench';
import { openSamples } from './session';

/** Data in the shape of genai-prices: gpt-4o at $1,000 a million input tokens. */
const prices = [
  {
    id: 'openai',
    name: 'OpenAI',
    models: [
      {
        id: 'gpt-4o',
        match: { equals: 'gpt-4o' },
        prices: { input_mtok: 1000, output_mtok: 1000 },
      },
    ],
  },
];

/** Serves the data, and something else that is no data. */
async function startPriceServer(): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer((request, response) => {
    response.end(request.url === '/prices.json' ? JSON.stringify(prices) : '<html></html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, origin: `http://127.0.0.1:${String(port)}` };
}

/** The command asks at once: it is not over when its first list is closed. */
async function update({ page }: Workbench, from: string, url?: string): Promise<void> {
  const quickPick = page.locator('.quick-input-widget');
  const input = quickPick.locator('input[type="text"]');
  await page.keyboard.press('F1');
  await input.fill('>CostLens: Update Prices');
  await quickPick.locator('.monaco-list-row', { hasText: 'Update Prices' }).first().click();
  await quickPick.locator('.monaco-list-row', { hasText: from }).click();
  if (url === undefined) return;
  await quickPick.locator('.quick-input-title', { hasText: 'Price data' }).waitFor();
  await input.fill(url);
  await page.keyboard.press('Enter');
}

/**
 * A workbench that is driven shows no toasts: messages are in its list, which has to be opened. Lenses
 * are asked for again only where the editor has the focus, so it gets it back.
 */
async function told({ page, runCommand }: Workbench, text: string): Promise<void> {
  const message = page.locator('.notification-list-item', { hasText: text });
  for (let attempt = 0; attempt < 10; attempt++) {
    await page.waitForTimeout(500);
    await runCommand('Notifications: Show Notifications');
    await page.waitForTimeout(500);
    if ((await message.count()) > 0) {
      await runCommand('View: Focus Active Editor Group');
      return;
    }
  }
  throw new Error(`there is no message "${text}"`);
}

describe('Prices in the workbench', () => {
  it('are those of an address that the user names, until the built-in ones are wanted', async () => {
    const { server, origin } = await startPriceServer();
    try {
      const workbench = await openSamples();
      const { page } = workbench;
      const shown = (text: string) =>
        page.locator('.codelens-decoration', { hasText: text }).first().waitFor();
      await workbench.openFile('AGENTS.md');
      await shown('$0.00');
      await update(workbench, 'From a URL', `${origin}/prices.json`);
      await told(workbench, `Prices are now those of ${origin}/prices.json`);
      await shown('$0.26');
      await update(workbench, 'From a URL', `${origin}/other`);
      await told(workbench, 'The prices were not taken');
      await shown('$0.26');
      await update(workbench, 'Use the built-in prices');
      await shown('$0.00');
    } finally {
      server.close();
    }
  });
});
