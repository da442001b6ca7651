import type {
  FormatHint,
  Located,
  Piece,
  PromptDocument,
  PromptFormat,
  Reference,
  Segment,
  Variable,
} from '../document';
import { formatStringPieces } from '../formatString';
import { IssueList } from '../issueList';
import { createJsonReader } from '../jsonSource';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import { cutTarget } from '../references';
import {
  entryValue,
  itemsOf,
  pieceText,
  printedValue,
  stringOf,
  type SourceMap,
  type SourceString,
  type SourceValue,
} from '../source';
import { templatePieces, type SampleLookup, type TemplatePieces } from '../templatePieces';
import { textStart } from '../textFile';
import { readYaml } from '../yamlSource';
import { parseText } from './text';

/**
 * LangChain's serialised prompts (langchain_core.prompts.loading): `_type: prompt` with a template,
 * or `_type: few_shot` with a prefix, examples that a template of their own formats, and a suffix.
 */
export const langchainFormat: PromptFormat = { id: 'langchain', detect, parse: parseLangchain };

function detect({ path }: FormatHint, text: string): boolean {
  const name = fileName(path);
  const start = text.slice(0, 100_000);
  if (/\.ya?ml$/.test(name)) {
    return /^\uFEFF?_type:[ \t]*["']?(?:prompt|few_shot)["']?[ \t]*(?:#|\r?$)/m.test(start);
  }
  return name.endsWith('.json') && /"_type"\s*:\s*"(?:prompt|few_shot)"/.test(start);
}

function parseLangchain(text: string, { path }: FormatHint): PromptDocument {
  const issues = new IssueList();
  const range = { start: textStart(text), end: text.length };
  const value = /\.json$/i.test(path)
    ? createJsonReader(text)(range, issues)
    : readYaml(text, range, issues);
  if (value?.kind !== 'map') {
    issues.add({
      code: 'chat-no-messages',
      severity: 'warning',
      params: {},
      range: { start: 0, end: 0 },
    });
    return promptDocument({
      format: 'langchain',
      segments: parseText(text).segments,
      issues: issues.toArray(),
    });
  }
  const reading: Reading = { text, issues, segments: [], variables: [], references: [] };
  readPrompt(reading, value);
  return promptDocument({
    format: 'langchain',
    segments: reading.segments,
    variables: reading.variables,
    references: reading.references,
    declared: declaredInputs(text, value),
    issues: issues.toArray(),
  });
}

/** `input_variables`; an example's own are those of its template. */
function declaredInputs(text: string, prompt: SourceMap): readonly Located<string>[] | undefined {
  const names = entryValue(prompt, 'input_variables');
  if (names?.kind !== 'list' || entryValue(prompt, 'examples')) return undefined;
  return names.items.flatMap((item) => {
    const value = stringOf(text, item);
    return value === undefined ? [] : [{ value, range: item.range }];
  });
}

interface Reading {
  readonly text: string;
  readonly issues: IssueList;
  readonly segments: Segment[];
  readonly variables: Variable[];
  readonly references: Reference[];
}

function readPrompt(reading: Reading, prompt: SourceMap): void {
  const { text } = reading;
  const partials = entryValue(prompt, 'partial_variables');
  const sampleOf: SampleLookup = (name) => {
    const value = entryValue(partials, name);
    return value && printedValue(text, value);
  };
  for (const key of ['template', 'prefix', 'suffix']) {
    const value = entryValue(prompt, key);
    if (value?.kind === 'string') addTemplate(reading, prompt, value, sampleOf);
  }
  for (const key of ['template_path', 'prefix_path', 'suffix_path']) {
    addReference(reading, entryValue(prompt, key), true);
  }
  addReference(reading, entryValue(prompt, 'example_prompt_path'), false);
  const examples = entryValue(prompt, 'examples');
  if (examples?.kind === 'string') addReference(reading, examples, false);
  if (examples?.kind === 'list') addExamples(reading, prompt, examples);
}

function addTemplate(
  reading: Reading,
  prompt: SourceMap,
  value: SourceString,
  sampleOf: SampleLookup,
): void {
  const template = cut(reading, prompt, reading.text, value.pieces, sampleOf);
  reading.variables.push(...template.variables);
  reading.references.push(...template.references);
  addText(reading, value.range, template.pieces);
}

function addText(reading: Reading, range: SourceValue['range'], pieces: readonly Piece[]): void {
  reading.segments.push({ kind: 'text', role: 'none', range, pieces, request: 0 });
}

function cut(
  { text, issues }: Reading,
  prompt: SourceMap,
  source: string,
  pieces: readonly Piece[],
  sampleOf: SampleLookup,
): TemplatePieces {
  const format = stringOf(text, entryValue(prompt, 'template_format'));
  if (format === 'jinja2') return templatePieces(source, pieces, 'jinja', sampleOf, issues);
  if (format === 'mustache') return templatePieces(source, pieces, 'mustache', sampleOf, issues);
  return formatStringPieces(source, pieces, sampleOf);
}

function addReference(
  { text, references }: Reading,
  value: SourceValue | undefined,
  included: boolean,
): void {
  const path = stringOf(text, value);
  if (!value || !path) return;
  const reference = { kind: 'file', target: cutTarget(path), range: value.range } as const;
  references.push(included ? { ...reference, included } : reference);
}

/** What the examples of a file may come to, in UTF-16 code units: a template can multiply them. */
const longestExamples = 20_000_000;

/** The examples as they are sent: each formatted, and the separator around them. */
function addExamples(reading: Reading, prompt: SourceMap, examples: SourceValue): void {
  const { text } = reading;
  const examplePrompt = entryValue(prompt, 'example_prompt');
  const template = entryValue(examplePrompt, 'template');
  const separator = stringOf(text, entryValue(prompt, 'example_separator')) ?? '\n\n';
  if (examplePrompt?.kind !== 'map' || template?.kind !== 'string') return;
  const parts = partsOf(
    text,
    cut(reading, examplePrompt, text, template.pieces, () => undefined),
  );
  const formatted: string[] = [];
  let length = 0;
  for (const example of itemsOf(examples)) {
    const each = parts.map((part) => filledIn(text, part, example)).join('');
    length += each.length + separator.length;
    if (length > longestExamples) {
      const params = { limit: longestExamples };
      const { range } = examples;
      reading.issues.add({ code: 'expansion-long', severity: 'warning', params, range });
      break;
    }
    formatted.push(each);
  }
  if (formatted.length === 0) return;
  const before = entryValue(prompt, 'prefix') ? separator : '';
  const after = entryValue(prompt, 'suffix') ? separator : '';
  const sent = before + formatted.join(separator) + after;
  addText(reading, examples.range, [{ range: examples.range, text: sent }]);
}

/** A part of a template: text, or the name of the variable that stands there. */
type TemplatePart = { readonly text: string } | { readonly name: string };

function partsOf(text: string, { pieces, variables }: TemplatePieces): TemplatePart[] {
  const names = new Map(variables.map(({ name, range }) => [range.start, name]));
  return pieces.map((piece): TemplatePart => {
    const name = piece.text === '' ? names.get(piece.range.start) : undefined;
    return name === undefined ? { text: pieceText(text, piece) } : { name };
  });
}

function filledIn(text: string, part: TemplatePart, example: SourceValue): string {
  if ('text' in part) return part.text;
  const value = entryValue(example, part.name);
  return value ? printedValue(text, value) : '';
}
