import type * as vscode from 'vscode';
import { isCountable, isOtherVersion } from '../host/countable';

/** Which files are scenarios. */
export const scenarioGlob = '**/*.cost.{yaml,yml,json}';

const scenarioName = /\.cost\.(?:ya?ml|json)$/i;

/** True for a scenario file itself; of one in a diff's other side the files that it names are not known. */
export function isScenario(document: vscode.TextDocument): boolean {
  return scenarioName.test(document.uri.path) && isCountable(document) && !isOtherVersion(document);
}
