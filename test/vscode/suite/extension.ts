import * as vscode from 'vscode';
import { equal, ok } from '../assert';

describe('The extension', () => {
  const extension = vscode.extensions.getExtension('costlens.costlens');

  it('is present and activates', async () => {
    ok(extension, 'VS Code knows the extension');
    await extension.activate();
    equal(extension.isActive, true, 'isActive');
  });
});

describe('The extension host', () => {
  it('is the one that this run is for', () => {
    equal(typeof process === 'undefined', COSTLENS_HOST === 'web', 'process is absent');
  });
});
