import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PromptDocument } from '../../../../src/engine/prompts/document';
import { segmentText } from '../../../../src/engine/prompts/document';
import type { WrittenEvaluation } from '../../../../src/engine/prompts/evaluation';
import type { TextRange } from '../../../../src/engine/text/range';

export const fixturesFolder = path.resolve('test/fixtures/prompts');
export const samplesFolder = path.resolve('samples');
const corpusFolder = path.resolve('../shared/corpus');

/** A file of a test: its path is relative to the folder that it was found in. */
export interface TestFile {
  readonly path: string;
  readonly text: string;
}

/** The files below a folder that hold text, in a fixed order. */
export function filesIn(folder: string): TestFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: path.relative(folder, file).replaceAll(path.sep, '/'),
      text: readFileSync(file, 'utf8'),
    }));
}

/** The corpus of real prompt files; undefined, said loudly, where it is not at hand. */
export function corpus(): TestFile[] | undefined {
  if (existsSync(corpusFolder)) {
    return filesIn(corpusFolder).filter((file) => file.path.includes('/'));
  }
  console.warn(`\n!!! SKIPPED: no corpus at ${corpusFolder} !!!\n`);
  return undefined;
}

/** Asserts what holds for every document, whatever the text. */
export function checkDocument(text: string, document: PromptDocument): void {
  let end = 0;
  for (const segment of document.segments) {
    checkRange(segment.range, text);
    assert.ok(segment.range.start >= end, 'segments are in order and do not overlap');
    end = segment.range.end;
    assert.ok(segment.request >= 0 && segment.request < document.requests);
    let pieceEnd = segment.range.start;
    for (const piece of segment.pieces) {
      checkRange(piece.range, text);
      assert.ok(piece.range.start >= pieceEnd, 'pieces are in order and do not overlap');
      pieceEnd = piece.range.end;
    }
    assert.ok(pieceEnd <= segment.range.end, 'pieces lie inside their segment');
  }
  for (const list of [document.variables, document.references]) {
    list.reduce((start, { range }) => {
      checkRange(range, text);
      assert.ok(range.start >= start, 'in source order');
      return range.start;
    }, 0);
  }
  for (const { range, value } of document.models) {
    checkRange(range, text);
    assert.notEqual(value, '');
  }
  for (const { range } of document.issues) checkRange(range, text);
  assert.ok(document.issues.length <= 101);
}

function checkRange(range: TextRange, text: string): void {
  assert.ok(
    range.start >= 0 && range.start <= range.end && range.end <= text.length,
    `${range.start}–${range.end} is in the text`,
  );
}

/** A document as a golden test compares it: no offsets, but what stands at them. */
export function outline(text: string, document: PromptDocument): unknown {
  const at = (range: TextRange): string => shortened(text.slice(range.start, range.end));
  return {
    format: document.format,
    models: document.models.map(({ value }) => value),
    ...(document.maxOutputTokens ? { maxOutputTokens: document.maxOutputTokens.value } : {}),
    requests: document.requests,
    batch: document.batch,
    ...(document.evaluation ? { evaluation: evaluationOutline(document.evaluation) } : {}),
    ...(document.appliesTo ? { appliesTo: document.appliesTo.value } : {}),
    segments: document.segments.map((segment) => ({
      is: [segment.kind, segment.role, segment.request, segment.tier ?? ''].join(' ').trimEnd(),
      text: segmentText(text, segment),
      source: at(segment.range),
    })),
    variables: document.variables.map(({ name, range, sample }) =>
      [name, at(range), ...(sample === undefined ? [] : [sample])].join(' | '),
    ),
    references: document.references.map(
      ({ kind, target, included, tentative }) =>
        `${kind} ${target}${tentative ? ' (if there)' : included ? ' (included)' : ''}`,
    ),
    issues: document.issues.map(({ code, params, range }) =>
      [code, JSON.stringify(params), at(range)].join(' | '),
    ),
  };
}

function evaluationOutline({ prompts, providers, repeat, tests }: WrittenEvaluation): unknown {
  return {
    prompts: prompts.map(({ label }) => label),
    providers,
    repeat,
    tests: tests.map((source) =>
      source.kind === 'file' ? source.target : Object.fromEntries(source.test.vars),
    ),
  };
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 38)} … ${text.slice(-38)}` : text;
}
