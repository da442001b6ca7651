import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ComparedRow, CompareView } from '../../src/views/compare/protocol';
import { openBeforeEach, type PanelPage } from './panelPage';

function row(model: string, total: number | null, more: Partial<ComparedRow> = {}): ComparedRow {
  return {
    model,
    fits: true,
    isRemovable: true,
    cells: [
      { text: model, sort: model },
      { text: total === null ? 'no price' : `$${String(total)}`, sort: total },
    ],
    ...more,
  };
}

const view: CompareView = {
  file: 'prompts/<b>support</b>.prompty',
  columns: [
    { label: 'Model', tooltip: 'The model', isNumber: false },
    { label: 'Total', tooltip: 'What a call costs', isNumber: true },
  ],
  sortedBy: 1,
  rows: [
    row('gpt-4o', 2, { isRemovable: false }),
    row('<i>nobody</i>', null),
    row('claude', 3, { fits: false }),
    row('mini', 1),
  ],
  notes: ['Prices: genai-prices, as of 2026-09-23.'],
  texts: {
    fitsOnly: 'Only models whose context is large enough',
    add: 'Add Model…',
    copy: 'Copy as Markdown',
    copied: 'The table is in the clipboard.',
    remove: 'Remove {0}',
    none: 'Too long for every one.',
  },
};

describe('The panel that compares models', () => {
  let panel: PanelPage;
  let page: Page;
  openBeforeEach('compare', (opened) => {
    panel = opened;
    ({ page } = opened);
  });

  const show = (): Promise<void> => panel.post({ type: 'comparison', view });
  const models = async (): Promise<string[]> =>
    (await page.locator('tbody th').allInnerTexts()).map((name) => name.replace(/ ×$/, ''));

  it('draws the models as text, the cheapest first and those without a price last', async () => {
    await show();
    assert.equal(await page.getByRole('heading').innerText(), view.file);
    assert.deepEqual(await models(), ['mini', 'gpt-4o', 'claude', '<i>nobody</i>']);
  });

  it('sorts by a column, and the other way, by mouse and by keyboard', async () => {
    await show();
    const heading = page.getByRole('columnheader', { name: 'Total' });
    assert.equal(await heading.getAttribute('aria-sort'), 'ascending');
    await heading.getByRole('button').click();
    assert.deepEqual(await models(), ['claude', 'gpt-4o', 'mini', '<i>nobody</i>']);
    assert.equal(await heading.getAttribute('aria-sort'), 'descending');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    assert.deepEqual(await models(), ['<i>nobody</i>', 'claude', 'gpt-4o', 'mini']);
    assert.equal(await heading.getAttribute('aria-sort'), 'none');
  });

  it('leaves out models whose context is too small, and remembers that', async () => {
    await show();
    await page.getByRole('checkbox').check();
    assert.deepEqual(await models(), ['mini', 'gpt-4o', '<i>nobody</i>']);
    await show();
    assert.equal(await page.getByRole('checkbox').isChecked(), true);
    assert.deepEqual(await models(), ['mini', 'gpt-4o', '<i>nobody</i>']);
    const rows = [row('claude', 3, { fits: false })];
    await panel.post({ type: 'comparison', view: { ...view, rows } });
    assert.equal(await page.getByText('Too long for every one.').count(), 1);
  });

  it('asks to add and to remove models, but not the prompt’s own', async () => {
    await show();
    await page.getByRole('button', { name: 'Add Model…' }).click();
    await page.getByRole('button', { name: 'Remove <i>nobody</i>' }).click();
    assert.equal(await page.getByRole('button', { name: 'Remove gpt-4o' }).count(), 0);
    assert.deepEqual((await panel.posted()).slice(1), [
      { type: 'add' },
      { type: 'remove', model: '<i>nobody</i>' },
    ]);
  });

  it('asks to copy what it shows, in its order, and announces that it is done', async () => {
    await show();
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    assert.deepEqual((await panel.posted()).at(-1), {
      type: 'copy',
      models: ['mini', 'gpt-4o', '<i>nobody</i>'],
    });
    await panel.post({ type: 'copied' });
    assert.equal(await page.getByRole('status').innerText(), view.texts.copied);
  });

  it('keeps the keyboard where it was when it draws again', async () => {
    await show();
    await page.getByRole('button', { name: 'Remove mini' }).focus();
    await show();
    assert.ok(
      await page
        .getByRole('button', { name: 'Remove mini' })
        .evaluate((button) => button === document.activeElement),
    );
  });

  it('does not make a narrow column scroll sideways: the table does by itself', async () => {
    await show();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(overflow <= 0, `${String(overflow)} px too wide`);
  });
});
