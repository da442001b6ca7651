import { strict as assert } from 'node:assert';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../host/paths';
import { openSamples } from './session';

describe('The workbench on samples/', () => {
  it('shows a file of the samples, and no side bar or message that hides it', async () => {
    const files = await readdir(path.join(projectRoot, 'samples'));
    const file = files.find((name) => name.endsWith('.md'));
    assert.ok(file !== undefined, 'samples/ has a Markdown file');
    const workbench = await openSamples();
    await workbench.openFile(file);
    assert.equal(await workbench.page.locator('.part.auxiliarybar').isVisible(), false);
    assert.equal(await workbench.page.locator('.notification-toast').count(), 0);
    await workbench.screenshot('workbench');
    await workbench.runCommand('Markdown: Open Preview');
    const preview = await workbench.findWebview('.markdown-body');
    assert.ok(await preview.locator('h1').first().isVisible());
    await workbench.screenshot('markdown');
  });
});
