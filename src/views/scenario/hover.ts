import * as vscode from 'vscode';
import { languageOfScenario } from '../../engine/scenario/scenarioFile';
import { readSetting } from '../host/settings';
import type { ScenarioDocuments } from './scenarioDocuments';
import { scenarioGlob } from './scenarioFiles';

/** What stands under the pointer: a section with its figures, or an input with what it may be. */
class ScenarioHover implements vscode.HoverProvider {
  constructor(private readonly documents: ScenarioDocuments) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    if (!readSetting('hover.enabled', document)) return undefined;
    const report = await this.documents.current(document);
    const file = this.documents.read(document);
    const place = file?.placeAt(document.offsetAt(position));
    if (!report || !file || !place) return undefined;
    // It brings the schemas of all sections, which take long to make: not at activation.
    const { placeText } = await import('./placeText');
    const isJson = languageOfScenario(document.uri.path) === 'json';
    const contents = placeText(file, place, report, isJson);
    if (!contents) return undefined;
    const { start, end } = place.range;
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    return new vscode.Hover(contents, range);
  }
}

export function registerHover(documents: ScenarioDocuments): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { pattern: scenarioGlob },
    new ScenarioHover(documents),
  );
}
