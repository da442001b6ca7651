import type { Reference } from '../engine/prompts/document';
import type { ModelChoice, PromptReport } from '../engine/report/report';
import { createFigures } from '../engine/text/figures';
import { printable } from '../engine/text/printable';

/** What the JSON output tells of a file besides its figures. */
export interface FileFacts {
  readonly model: string;
  /** Who chose the model: `--model`, the file itself, or nobody. */
  readonly modelFrom: 'option' | 'file' | 'default';
  /** All that the file names, in its order; the first is counted. */
  readonly models: readonly string[];
  /** The files that the instructions or the rule go with, as globs; null where none are named. */
  readonly appliesTo: string | null;
  readonly variables: readonly string[];
  /** Of the variables, and of those of included files: the ones without a value, counted as nothing. */
  readonly unsampled: readonly string[];
  /** What the file names or sends that is not counted. */
  readonly notCounted: readonly UncountedReference[];
}

interface UncountedReference {
  readonly kind: Reference['kind'];
  readonly target: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

const modelFrom: Readonly<Record<ModelChoice, FileFacts['modelFrom']>> = {
  override: 'option',
  file: 'file',
  default: 'default',
};

/** @param place the line and the column of an offset. */
export function fileFacts(
  report: PromptReport,
  place: (offset: number) => { readonly line: number; readonly column: number },
): FileFacts {
  const { model, models, appliesTo, variables, unsampled, references } = report;
  return {
    model: model.name,
    modelFrom: modelFrom[model.choice],
    models,
    appliesTo,
    variables: [...new Set(variables.map(({ name }) => name))],
    unsampled,
    notCounted: references
      .filter(({ included }) => !included)
      .map(({ kind, target, range }) => ({ kind, target, ...place(range.start) })),
  };
}

/** The model of a file in the table: "gpt-4o (default)", or "gpt-4o (+2)" of a list of three. */
export function modelCell({ model, modelFrom, models }: FileFacts): string {
  if (modelFrom === 'default') return `${model} (default)`;
  const others = modelFrom === 'file' ? models.length - 1 : 0;
  return others > 0 ? `${model} (+${String(others)})` : model;
}

/** In the table: more files than this, and more names of one file, are only said to be there. */
const mostFiles = 10;
const mostNames = 5;

/** What stands below the table: what of the files is not in its figures. */
export function factNotes(files: readonly (FileFacts & { readonly file: string })[]): string[] {
  return [
    ...note(
      'Variables without a value, counted as nothing:',
      files.map(({ file, unsampled }) => [file, namesText(unsampled)]),
    ),
    ...note(
      'Named, but not counted:',
      files.map(({ file, notCounted }) => [file, kindsText(notCounted)]),
    ),
  ];
}

function note(heading: string, all: readonly (readonly [file: string, text: string])[]): string[] {
  const files = all.filter(([, text]) => text !== '');
  if (files.length === 0) return [];
  const more = files.length - mostFiles;
  return [
    heading,
    ...files.slice(0, mostFiles).map(([file, text]) => printable(`  ${file}: ${text}`)),
    ...(more > 0 ? [`  … and in ${counted(more, 'more file', 'more files')}: see --json`] : []),
  ];
}

function namesText(names: readonly string[]): string {
  const more = names.length - mostNames;
  const shown = names.slice(0, mostNames);
  return (more > 0 ? [...shown, counted(more, 'more', 'more')] : shown).join(', ');
}

const kindNames: Readonly<Record<Reference['kind'], readonly [one: string, many: string]>> = {
  image: ['image', 'images'],
  audio: ['recording', 'recordings'],
  file: ['file', 'files'],
  url: ['URL', 'URLs'],
  tool: ['tool', 'tools'],
};

/** "2 images, 1 tool": how many there are of each kind, whatever is named twice taken once. */
function kindsText(references: readonly UncountedReference[]): string {
  const targets = new Map<Reference['kind'], Set<string>>();
  for (const { kind, target } of references) {
    targets.set(kind, (targets.get(kind) ?? new Set()).add(target));
  }
  return [...targets].map(([kind, { size }]) => counted(size, ...kindNames[kind])).join(', ');
}

function counted(count: number, one: string, many: string): string {
  return `${createFigures('en-US').count(count)} ${count === 1 ? one : many}`;
}
