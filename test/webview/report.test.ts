import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ReportPanelMessage, ReportView } from '../../src/views/report/protocol';
import { openBeforeEach, type PanelPage } from './panelPage';

const view: ReportView = {
  file: 'prompts/<b>support</b>.prompty',
  headings: {
    part: 'Part',
    tokens: 'Tokens',
    cost: 'Input cost',
    share: 'Share',
    place: 'Place',
  },
  figures: [
    { label: 'Model', value: 'gpt-4o' },
    { label: 'Input tokens', value: '1,234' },
  ],
  rows: [
    {
      name: 'system',
      tokens: '1,000',
      cost: '$0.0025',
      percent: '81%',
      share: 0.81,
      place: 'line 3',
      index: 0,
    },
    {
      name: 'user',
      tokens: '234',
      cost: '$0.00059',
      percent: '19%',
      share: 0.19,
      place: 'line 9',
      index: 1,
    },
  ],
  notes: ['Price: genai-prices 0.1.8, as of 2026-09-23.'],
};

describe('The report panel', () => {
  let panel: PanelPage;
  let page: Page;
  openBeforeEach('report', (opened) => {
    panel = opened;
    ({ page } = opened);
  });

  const post = (message: ReportPanelMessage): Promise<void> => panel.post(message);
  const posted = (): Promise<unknown[]> => panel.posted();

  it('says that it is ready, once', async () => {
    assert.deepEqual(await posted(), [{ type: 'ready' }]);
  });

  it('draws figures, parts and notes as text, never as markup', async () => {
    await post({ type: 'report', view });
    assert.equal(await page.getByRole('heading').innerText(), view.file);
    const rows = await page.getByRole('row').allInnerTexts();
    assert.deepEqual(
      rows.map((row) => row.split(/\s*\t\s*|\n+/).filter((cell) => cell !== '')),
      [
        ['Part', 'Tokens', 'Input cost', 'Share', 'Place'],
        ['system', '1,000', '$0.0025', '81%', 'line 3'],
        ['user', '234', '$0.00059', '19%', 'line 9'],
      ],
    );
    assert.equal(await page.getByText('1,234').count(), 1);
    assert.equal(await page.getByRole('listitem').innerText(), view.notes[0]);
  });

  it('asks to go to a part, by mouse and by keyboard', async () => {
    await post({ type: 'report', view });
    await page.getByRole('button', { name: 'line 9' }).click();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    assert.deepEqual((await posted()).slice(1), [
      { type: 'reveal', index: 1 },
      { type: 'reveal', index: 0 },
    ]);
  });

  it('keeps the keyboard where it was when it draws again', async () => {
    await post({ type: 'report', view });
    const second = page.getByRole('button', { name: 'line 9' });
    await second.focus();
    await post({ type: 'report', view });
    assert.ok(await second.evaluate((link) => link === document.activeElement));
  });

  it('replaces what it showed, and can show that there is nothing', async () => {
    await post({ type: 'report', view });
    await post({ type: 'empty', text: 'The active file is not a prompt.' });
    assert.equal(await page.getByRole('table').count(), 0);
    assert.equal(await page.getByRole('status').innerText(), 'The active file is not a prompt.');
  });

  it('does not scroll sideways in a narrow column', async () => {
    await post({ type: 'report', view });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(overflow <= 0, `${String(overflow)} px too wide`);
  });
});
