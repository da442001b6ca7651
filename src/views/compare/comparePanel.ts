import * as vscode from 'vscode';
import type { ModelComparison } from '../../engine/report/compareModels';
import { registerCommand } from '../host/commands';
import {
  registerFollowingPanel,
  whyEmpty,
  type CountedPrompts,
  type OpenPanel,
} from '../host/followingPanel';
import { onSettingsChanged, readSetting, readSettingByLevel, writeSetting } from '../host/settings';
import { compareMarkdown, compareView } from './compareView';
import {
  comparePanelRequestSchema,
  type ComparePanelMessage,
  type ComparePanelRequest,
  type CompareView,
} from './protocol';

/** The comparisons that the panel shows; the editor's part of the extension makes them. */
export interface ComparisonSource extends CountedPrompts {
  compare(
    document: vscode.TextDocument,
    models: readonly string[],
  ): Promise<{ readonly models: readonly ModelComparison[]; readonly own: number } | undefined>;
}

/** Asks the user for a model; undefined where they choose none. */
export type PickModel = (title: string, placeholder: string) => Promise<string | undefined>;

/** Registers the panel with the active prompt under several models, and its command. */
export function registerComparePanel(
  extensionUri: vscode.Uri,
  source: ComparisonSource,
  pickModel: PickModel,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.TextDocument>();
  let shown: { readonly document: vscode.TextDocument; readonly view: CompareView } | undefined;

  async function message(document: vscode.TextDocument | undefined): Promise<ComparePanelMessage> {
    const models = document && readSetting('compare.models', document);
    const comparison = models && (await source.compare(document, models));
    if (!comparison) return { type: 'empty', text: whyEmpty(source, document) };
    const view = compareView(document, comparison.models, comparison.own);
    shown = { document, view };
    return { type: 'comparison', view };
  }

  async function receive(request: ComparePanelRequest, panel: OpenPanel): Promise<void> {
    const { document } = panel;
    if (!document) return;
    switch (request.type) {
      case 'add': {
        const model = await pickModel(
          vscode.l10n.t('Model to compare'),
          vscode.l10n.t('Choose a model, or type any name.'),
        );
        if (model !== undefined) await changeModels(document, (all) => [...all, model]);
        break;
      }
      case 'remove':
        await changeModels(document, (all) => all.filter((model) => model !== request.model));
        break;
      case 'copy':
        if (shown?.document !== document) return;
        await vscode.env.clipboard.writeText(compareMarkdown(shown.view, request.models));
        await panel.post({ type: 'copied' } satisfies ComparePanelMessage);
        break;
    }
  }

  const panel = registerFollowingPanel<ComparePanelRequest>(
    extensionUri,
    {
      viewType: 'costlens.compare',
      bundle: 'compare',
      title: vscode.l10n.t('Compare Models'),
      requests: comparePanelRequestSchema,
      message,
      onDidUpdate: (listener, thisArgs, disposables) => {
        const both = vscode.Disposable.from(
          source.onDidUpdate(listener, thisArgs),
          changed.event(listener, thisArgs),
        );
        disposables?.push(both);
        return both;
      },
      receive,
    },
    log,
  );
  return vscode.Disposable.from(
    changed,
    panel.disposable,
    registerCommand(log, 'costlens.compareModels', panel.show),
    onSettingsChanged(['compare.models'], () => {
      if (shown) changed.fire(shown.document);
    }),
  );
}

/** Saves the models where they are saved now, or else for the workspace where there is one. */
async function changeModels(
  document: vscode.TextDocument,
  change: (models: readonly string[]) => readonly string[],
): Promise<void> {
  const before = readSetting('compare.models', document);
  const saved = readSettingByLevel('compare.models', document).at(-1)?.target;
  const target =
    saved ??
    (vscode.workspace.workspaceFolders
      ? vscode.ConfigurationTarget.Workspace
      : vscode.ConfigurationTarget.Global);
  const models = [...new Set(change(before))];
  await writeSetting('compare.models', models, target, document.uri);
}
