import { strict as assert } from 'node:assert';
import { openSamples } from './session';

describe('A scenario file in the workbench', () => {
  it('shows its headline figures over its sections, and how they came about', async () => {
    // Hovers below what they are about, so that the picture shows the lens.
    const workbench = await openSamples({ 'editor.hover.above': false });
    const { page } = workbench;
    await workbench.openFile('support.cost.yaml');
    const section = page.locator('.codelens-decoration', { hasText: 'Cost a month: ' }).first();
    await section.waitFor();
    assert.match(await section.innerText(), /^Cost a month: \$[\d,.]+ \(\$[\d,.]+–\$[\d,.]+\) · /);
    assert.match(
      await page.locator('.codelens-decoration').first().innerText(),
      /^Support assistant · [^]*no problems$/,
    );
    await page
      .locator('.view-line', { hasText: /^breakdown:/ })
      .locator('span span', { hasText: 'breakdown' })
      .hover();
    const hover = page.locator('.monaco-hover:visible', { hasText: 'Cost breakdown' });
    await hover.waitFor();
    await workbench.screenshot('scenario');
  });

  it('tells what an uncertain input may be and what it moves', async () => {
    const workbench = await openSamples();
    const { page } = workbench;
    await workbench.openFile('support.cost.yaml');
    await page.locator('.codelens-decoration', { hasText: 'Cost a month: ' }).first().waitFor();
    await page
      .locator('.view-line', { hasText: 'low:' })
      .first()
      .locator('span span', { hasText: 'monthlyVolume' })
      .hover();
    await page.locator('.monaco-hover:visible', { hasText: 'it moves most' }).waitFor();
    await workbench.screenshot('scenario-input');
  });

  it('says in a prompt that it lists what that costs a month, and leads there', async () => {
    const workbench = await openSamples();
    const { page } = workbench;
    await workbench.openFile('support.prompty');
    const lens = page.locator('.codelens-decoration a', {
      hasText: / a month · support.cost.yaml$/,
    });
    await lens.waitFor();
    await workbench.screenshot('scenario-prompt');
    await lens.click();
    await page.locator('.tab.active', { hasText: 'support.cost.yaml' }).waitFor();
    await page
      .locator('.codelens-decoration', { hasText: 'Cost a month of all prompts' })
      .waitFor();
    await workbench.screenshot('scenario-prompts');
  });

  it('marks a misspelt key, and mends it', async () => {
    const workbench = await openSamples();
    const { page } = workbench;
    await workbench.openFile('support.cost.yaml');
    await page.locator('.codelens-decoration', { hasText: 'Cost a month: ' }).first().waitFor();
    await page.locator('.view-line', { hasText: 'revenue: 60000' }).first().click();
    await page.keyboard.press('Home');
    await page.keyboard.press('Delete');
    await page.locator('.codelens-decoration', { hasText: '1 error' }).waitFor();
    await page.keyboard.press('Control+.');
    const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'Change to "revenue"' });
    await fix.waitFor();
    await workbench.screenshot('scenario-fix');
    await fix.click();
    await page.locator('.codelens-decoration', { hasText: 'no problems' }).waitFor();
  });

  it('is completed while it is written', async () => {
    const workbench = await openSamples();
    const { page } = workbench;
    await workbench.openFile('support.cost.yaml');
    await page.locator('.codelens-decoration', { hasText: 'Cost a month: ' }).first().waitFor();
    await page.locator('.view-line', { hasText: 'revenue: 60000' }).first().click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('pa');
    const widget = page.locator('.suggest-widget.visible');
    await widget.locator('.monaco-list-row', { hasText: 'payingUsers' }).waitFor();
    await workbench.screenshot('scenario-completion');
  });
});
