import * as vscode from 'vscode';
import { equal, ok } from '../assert';

describe('In a folder that is not trusted, the extension', () => {
  it('still activates', async () => {
    equal(vscode.workspace.isTrusted, false, 'workspace.isTrusted');
    const extension = vscode.extensions.getExtension('costlens.costlens');
    ok(extension, 'VS Code knows the extension');
    await extension.activate();
    equal(extension.isActive, true, 'isActive');
  });
});
