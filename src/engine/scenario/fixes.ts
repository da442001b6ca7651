import { parsePath, valueAt } from '../systems/path';
import type { Path } from '../systems/system';
import { nearestWords } from '../text/nearestWords';
import { applyChanges, type TextChange } from '../text/textChange';
import { keysAt } from './fieldAt';
import { choicesAt, inputAt, inputPath } from './inputAt';
import { variantPaths } from './variantPaths';
import { keyPutFirst, keyRemoved, keyRenamed, valueReplaced } from './scenarioEdits';
import { readScenarioFile, type ScenarioFile } from './scenarioFile';
import type { ReportedIssue } from './scenarioReport';
import { formatVersion } from './sections';
import { withValue } from './withValue';

/** A way to mend an issue: one small change of the text, and what it comes to. */
export type ScenarioFix =
  | { readonly kind: 'rename'; readonly to: string; readonly change: TextChange }
  | { readonly kind: 'remove'; readonly key: string; readonly change: TextChange }
  | { readonly kind: 'set'; readonly to: string | number; readonly change: TextChange }
  | {
      readonly kind: 'insert';
      readonly key: string;
      readonly to: number;
      readonly change: TextChange;
    };

/** A word is offered with no more others than these. */
const mostCandidates = 3;
/** Choices no more than these are all offered where none is near. */
const mostChoices = 6;

/**
 * The fixes of an issue, the likeliest first. One is offered only where the changed text says what
 * it is meant to say, all else as before.
 */
export function fixesOf(
  file: ScenarioFile,
  issue: ReportedIssue,
  today: string,
): readonly ScenarioFix[] {
  const path = placeOf(file, issue);
  if (!path) return [];
  switch (issue.code) {
    case 'scenario-unknown-key':
      return keyFixes(file, path, keysAt(inputPath(path.slice(0, -1))));
    case 'scenario-variant-path':
      return keyFixes(file, path, variantPaths(file.value));
    case 'scenario-merge-key':
      return removeFixes(file, path);
    case 'scenario-text':
      return textFixes(file, path);
    case 'scenario-version':
      return setFixes(file, path, [formatVersion]);
    case 'scenario-choice':
      return choiceFixes(file, path);
    case 'scenario-great':
    case 'scenario-number':
    case 'scenario-type':
    case 'scenario-implausible':
      return numberFixes(file, path);
    case 'accelerator-similar':
    case 'model-similar':
    case 'instance-similar':
    case 'priced-model-similar':
      return nearestFixes(file, path, issue);
    case 'scenario-version-missing':
      return insertFixes(file, 'costlens', formatVersion);
    case 'scenario-stale-prices':
    case 'scenario-future-prices':
      return [...setFixes(file, path, [today]), ...removeFixes(file, path)];
    default:
      return [];
  }
}

/** The fixes that put another word in the place of what an issue is about, such as a file's path. */
export function wordFixes(
  file: ScenarioFile,
  issue: ReportedIssue,
  words: readonly string[],
): readonly ScenarioFix[] {
  const path = placeOf(file, issue);
  return path ? setFixes(file, path, words) : [];
}

/** Where in the file an issue stands: of a variant's, its path is that of the input it sets. */
function placeOf(file: ScenarioFile, { path, range, variants }: ReportedIssue): Path | undefined {
  return variants.length > 0 ? file.placeAt(range.start)?.path : parsePath(path);
}

function keyFixes(
  file: ScenarioFile,
  path: Path,
  known: readonly string[],
): readonly ScenarioFix[] {
  const key = String(path.at(-1));
  const there = valueAt(file.value, path.slice(0, -1));
  const free = known.filter((one) => !Object.hasOwn(Object(there) as object, one));
  const renamed = nearestWords(key, free)
    .slice(0, mostCandidates)
    .flatMap((to): readonly ScenarioFix[] => {
      const change = keyRenamed(file, path, to);
      const wanted = withValue(file.value, path.slice(0, -1), (map) =>
        Object.fromEntries(
          Object.entries(map as object).map(([own, value]) => [own === key ? to : own, value]),
        ),
      );
      return says(file, change, wanted) ? [{ kind: 'rename', to, change }] : [];
    });
  return [...renamed, ...removeFixes(file, path)];
}

function removeFixes(file: ScenarioFile, path: Path): readonly ScenarioFix[] {
  const key = String(path.at(-1));
  const change = keyRemoved(file, path);
  const wanted = withValue(file.value, path.slice(0, -1), (map) =>
    Object.fromEntries(Object.entries(map as object).filter(([own]) => own !== key)),
  );
  return says(file, change, wanted) ? [{ kind: 'remove', key, change }] : [];
}

function choiceFixes(file: ScenarioFile, path: Path): readonly ScenarioFix[] {
  const choices = choicesAt(path);
  const found = valueAt(file.value, path);
  const near = typeof found === 'string' ? nearestWords(found, choices) : [];
  const offered = near.length > 0 ? near.slice(0, mostCandidates) : choices;
  return offered.length > mostChoices ? [] : setFixes(file, path, offered);
}

/** A number, or another word that YAML reads as no text, in quotes. */
function textFixes(file: ScenarioFile, path: Path): readonly ScenarioFix[] {
  const found = valueAt(file.value, path);
  return typeof found === 'number' || typeof found === 'boolean'
    ? setFixes(file, path, [String(found)])
    : [];
}

/** One of the names that the issue says may be meant, where the value itself is the wrong name. */
function nearestFixes(
  file: ScenarioFile,
  path: Path,
  { params: { name, model, nearest } }: ReportedIssue,
): readonly ScenarioFix[] {
  return valueAt(file.value, path) === (name ?? model) && typeof nearest === 'string'
    ? setFixes(file, path, nearest.split(', '))
    : [];
}

/** 35 or "35 %" for a share, 0.35 for a percentage, a number in quotes. */
function numberFixes(file: ScenarioFile, path: Path): readonly ScenarioFix[] {
  const found = valueAt(file.value, path);
  const unit = inputAt(path)?.unit;
  const { number, isPercent } = numberIn(found);
  if (unit === undefined || number === undefined) return [];
  const asShare = rounded(number / 100);
  if (unit === 'share') {
    if (isPercent || (number > 1 && number <= 100)) return setFixes(file, path, [asShare]);
  } else if (unit === 'percent' && typeof found === 'number') {
    return number > 0 && number <= 1 ? setFixes(file, path, [rounded(number * 100)]) : [];
  }
  const isMeant = typeof found === 'string' && (!isPercent || unit === 'percent');
  return isMeant ? setFixes(file, path, [number]) : [];
}

/** The number that a value is or, in a text, stands for: "1,250.5", "35 %". */
function numberIn(value: unknown): { readonly number?: number; readonly isPercent: boolean } {
  if (typeof value === 'number') return { number: value, isPercent: false };
  if (typeof value !== 'string') return { isPercent: false };
  const written = /^\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(value);
  if (!written) return { isPercent: false };
  const [, digits = '', sign] = written;
  return { number: Number(digits.replaceAll(',', '')), isPercent: sign === '%' };
}

/** Without the last binary digit of a division by a hundred. */
function rounded(value: number): number {
  return Number(value.toPrecision(15));
}

function setFixes(
  file: ScenarioFile,
  path: Path,
  values: readonly (string | number)[],
): readonly ScenarioFix[] {
  return values.flatMap((to): readonly ScenarioFix[] => {
    const change = valueReplaced(file, path, to);
    const wanted = withValue(file.value, path, () => to);
    return says(file, change, wanted) ? [{ kind: 'set', to, change }] : [];
  });
}

function insertFixes(file: ScenarioFile, key: string, to: number): readonly ScenarioFix[] {
  const change = keyPutFirst(file, key, to);
  const wanted = { [key]: to, ...(file.value as object | undefined) };
  return says(file, change, wanted) ? [{ kind: 'insert', key, to, change }] : [];
}

/** Whether the changed text says what it should, and is no more broken than it was. */
function says(
  file: ScenarioFile,
  change: TextChange | undefined,
  wanted: unknown,
): change is TextChange {
  if (!change) return false;
  const changed = readScenarioFile(applyChanges(file.text, [change]), file.language);
  return (
    changed.issues.length <= file.issues.length &&
    JSON.stringify(changed.value) === JSON.stringify(wanted)
  );
}
