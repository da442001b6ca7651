import { strict as assert } from 'node:assert';
import type { Workbench } from '../host/workbench';
import { openSamples } from './session';

/** The lenses that are drawn, from top to bottom. */
async function drawnLenses(workbench: Workbench): Promise<string[]> {
  const lenses = workbench.page.locator('.codelens-decoration');
  await lenses.first().waitFor();
  return lenses.allInnerTexts();
}

/** The text of our item in the status bar. */
async function statusText(workbench: Workbench, shown: RegExp): Promise<string> {
  const item = workbench.page.locator('[id="costlens.costlens.costlens.figures"]', {
    hasText: shown,
  });
  await item.waitFor();
  return item.innerText();
}

describe('A prompt in the workbench', () => {
  it('shows its tokens, cost and context in lenses and in the status bar', async () => {
    const workbench = await openSamples();
    await workbench.openFile('support.prompty');
    assert.match(await statusText(workbench, /tok/), /^≈\d+ tok · \$0\.0\d+ · 0\.\d% ctx$/);
    const [file, tools] = await drawnLenses(workbench);
    assert.match(
      file ?? '',
      /^≈\d+ tok · \$0\.0\d+ in \+ \$0\.0\d+ out · 0\.\d% ctx\s*\|\s*gpt-4o\b/,
    );
    assert.match(tools ?? '', /^tools · /);
    await workbench.screenshot('prompt-top');
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.locator('.codelens-decoration', { hasText: 'user · ' }).waitFor();
    await workbench.screenshot('prompt');
  });

  it('tells the figures of the message under the pointer', async () => {
    const workbench = await openSamples();
    await workbench.openFile('AGENTS.md');
    await drawnLenses(workbench);
    await workbench.page.locator('.view-line', { hasText: 'Northwind' }).first().hover();
    const hover = workbench.page.locator('.monaco-hover:visible', { hasText: 'of this prompt' });
    await hover.waitFor();
    await workbench.screenshot('hover');
  });

  it('says in the status bar’s tooltip what a call costs, at which price and from where', async () => {
    const workbench = await openSamples();
    const { page } = workbench;
    await workbench.openFile('order-status.prompt');
    await statusText(workbench, /tok/);
    await page.locator('[id="costlens.costlens.costlens.figures"]').hover();
    const tooltip = page.locator('.monaco-hover:visible', { hasText: 'Price a million tokens' });
    await tooltip.waitFor();
    const text = await tooltip.innerText();
    for (const part of ['genai-prices', 'As a batch', 'Between', 'Limits: ', 'retires on']) {
      assert.ok(text.includes(part), `${part} is not in ${text}`);
    }
    await workbench.screenshot('tooltip');
  });

  it('has hints after its variables where they are wanted', async () => {
    const workbench = await openSamples({ 'costlens.inlayHints.enabled': true });
    await workbench.openFile('welcome.jinja2');
    await drawnLenses(workbench);
    await workbench.page
      .locator('.view-line', { hasText: /\d\stok/ })
      .first()
      .waitFor();
    await workbench.screenshot('inlay-hints');
  });

  it('is not a configuration of LiteLLM, which is a source of prices', async () => {
    const workbench = await openSamples();
    await workbench.openFile('litellm-config.yaml');
    assert.equal((await statusText(workbench, /price/)).trim(), 'price source: 2 models');
    assert.equal(await workbench.page.locator('.codelens-decoration').count(), 0);
    await workbench.screenshot('price-source');
  });

  it('counts the selection', async () => {
    const workbench = await openSamples();
    await workbench.openFile('AGENTS.md');
    const whole = await statusText(workbench, /tok/);
    await workbench.page.locator('.view-line').first().click();
    await workbench.page.keyboard.press('Control+A');
    const selected = await statusText(workbench, /^(?!.*ctx).*tok/);
    assert.equal(selected.trim(), whole.replace(/ · [^·]* ctx$/, '').trim());
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('ArrowLeft');
    assert.equal(await statusText(workbench, /ctx/), whole);
  });

  it('is counted for the model that the user picks, for the file and for the workspace', async () => {
    const workbench = await openSamples();
    const { page } = workbench;
    const quickPick = page.locator('.quick-input-widget');
    const choose = async (model: string, scope: string): Promise<void> => {
      await page.locator('[id="costlens.costlens.costlens.figures"]').click();
      await quickPick.locator('.monaco-list-row').first().waitFor();
      await quickPick.locator('input[type="text"]').fill(model);
      await quickPick.locator('.monaco-list-row', { hasText: model }).first().waitFor();
      if (scope === 'For this file') await workbench.screenshot('models');
      await page.keyboard.press('Enter');
      await quickPick.locator('.monaco-list-row', { hasText: scope }).click();
    };
    await workbench.openFile('support.prompty');
    await choose('gpt-4.1-mini', 'For this file');
    await page.locator('.codelens-decoration', { hasText: 'gpt-4.1-mini' }).waitFor();
    await workbench.openFile('AGENTS.md');
    await page.locator('.codelens-decoration', { hasText: /gpt-4o\b(?!-)/ }).waitFor();
    await choose('gpt-5-nano', 'For this workspace');
    await page.locator('.codelens-decoration', { hasText: 'gpt-5-nano' }).waitFor();
    await workbench.openFile('support.prompty');
    await page.locator('.codelens-decoration', { hasText: 'gpt-4.1-mini' }).waitFor();
    await page.locator('[id="costlens.costlens.costlens.figures"]').click();
    await quickPick.locator('.monaco-list-row', { hasText: 'Drop this file' }).click();
    await page.locator('.codelens-decoration', { hasText: /gpt-4o\b(?!-)/ }).waitFor();
  });

  it('has all its figures in a panel, which leads to each part', async () => {
    const workbench = await openSamples();
    await workbench.openFile('support.prompty');
    await statusText(workbench, /tok/);
    await workbench.runCommand('CostLens: Show Prompt Report');
    const panel = await workbench.findWebview('table');
    const parts = await panel.locator('tbody th').allInnerTexts();
    assert.deepEqual(parts, ['tools', 'system', 'user']);
    await workbench.screenshot('report');
    await panel.locator('tbody tr', { hasText: 'user' }).getByRole('button').click();
    await statusText(workbench, /^(?!.*ctx).*tok/);
    await workbench.openFile('AGENTS.md');
    await panel.locator('h1', { hasText: 'AGENTS.md' }).waitFor();
  });

  it('is compared under several models, in a table to sort, to filter and to change', async () => {
    const workbench = await openSamples({
      'costlens.compare.models': ['claude-haiku-4-5', 'gpt-6-luna'],
    });
    const { page } = workbench;
    await workbench.openFile('support.prompty');
    await page.keyboard.press('Control+B'); // room for the table
    await page.getByRole('button', { name: 'compare models' }).click();
    const panel = await workbench.findWebview('table');
    const models = async (): Promise<string[]> =>
      (await panel.locator('tbody th').allInnerTexts()).map((name) => name.replace(/ ×$/, ''));
    assert.deepEqual(await models(), ['gpt-6-luna', 'claude-haiku-4-5', 'gpt-4o']);
    await panel.getByRole('button', { name: 'Total' }).click();
    assert.deepEqual(await models(), ['gpt-4o', 'claude-haiku-4-5', 'gpt-6-luna']);
    await panel.getByRole('button', { name: 'Add Model…' }).click();
    const quickPick = page.locator('.quick-input-widget');
    await quickPick.locator('input[type="text"]').fill('gemini-3.8-flash');
    await quickPick.locator('.monaco-list-row', { hasText: 'Google' }).first().click();
    await panel.locator('tbody th', { hasText: 'gemini-3.8-flash' }).waitFor();
    await panel.getByRole('button', { name: 'Remove gpt-6-luna' }).click();
    await panel.locator('tbody th', { hasText: 'gpt-6-luna' }).waitFor({ state: 'detached' });
    await panel.getByRole('button', { name: 'Copy as Markdown' }).click();
    await panel.getByText('The table is in the clipboard.').waitFor();
    await workbench.screenshot('compare');
  });

  it('is left alone when CostLens is turned off, for good, until it is turned on', async () => {
    const workbench = await openSamples();
    const { page } = workbench;
    await workbench.openFile('AGENTS.md');
    await drawnLenses(workbench);
    await workbench.runCommand('CostLens: Turn On or Off');
    const lenses = page.locator('.codelens-decoration');
    await lenses.first().waitFor({ state: 'detached' });
    assert.equal(await page.locator('.statusbar-item', { hasText: 'tok ·' }).count(), 0);
    await page.reload();
    await page.locator('.view-line', { hasText: 'Northwind' }).first().waitFor();
    await page.waitForTimeout(2000);
    assert.equal(await lenses.count(), 0);
    await workbench.runCommand('CostLens: Turn On or Off');
    await lenses.first().waitFor();
  });

  it('has its problems in the Problems view', async () => {
    const workbench = await openSamples();
    const { page } = workbench;
    await workbench.openFile('review.prompt.md');
    await drawnLenses(workbench);
    await page.locator('.view-line', { hasText: 'model:' }).click();
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await workbench.runCommand('View: Focus Problems');
    await page
      .locator('.markers-panel', { hasText: 'The front matter is not valid YAML' })
      .waitFor();
    await workbench.screenshot('problems');
  });

  it('has its tokens coloured, and not any more', async () => {
    const workbench = await openSamples();
    const { page } = workbench;
    await workbench.openFile('AGENTS.md');
    await drawnLenses(workbench);
    const plain = await page.locator('.view-overlays .cdr').count();
    await workbench.runCommand('CostLens: Colour Tokens, or Stop');
    await page.waitForFunction(
      (before) => document.querySelectorAll('.view-overlays .cdr').length > before + 50,
      plain,
    );
    await workbench.screenshot('tokens');
    await workbench.runCommand('CostLens: Colour Tokens, or Stop');
    await page.waitForFunction(
      (before) => document.querySelectorAll('.view-overlays .cdr').length <= before + 5,
      plain,
    );
  });
});
