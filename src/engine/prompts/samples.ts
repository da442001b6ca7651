import type { TextRange } from '../text/range';
import type { Piece, PromptDocument, Segment, Variable } from './document';
import type { ReadWorkspaceFile } from './includes';
import { IssueList } from './issueList';
import { createJsonReader } from './jsonSource';
import { entryOf, printedValue, valueAt } from './source';
import type { SampleLookup } from './templatePieces';
import { textStart } from './textFile';
import { readYaml } from './yamlSource';

/** Sample values that stand in a file of their own, beside the prompt. */
export interface SampleFile {
  /** Its path in the workspace. */
  readonly path: string;
  /** Undefined where the file is broken. */
  readonly sampleOf: SampleLookup | undefined;
}

const extensions = ['yaml', 'yml', 'json'];

/**
 * Reads the sample values of a prompt: `support.samples.yaml` beside `support.prompty`, a map from a
 * variable's name to its value. Many formats have no place for samples of their own.
 */
export async function readSampleFile(
  promptPath: string,
  readFile: ReadWorkspaceFile,
): Promise<SampleFile | undefined> {
  const base = promptPath.replace(/(?<=[^/])\.[^./]*$/, '');
  for (const extension of extensions) {
    const path = `${base}.samples.${extension}`;
    const text = await readFile(path);
    if (text !== undefined) return { path, sampleOf: parseSamples(text, extension) };
  }
  return undefined;
}

/** Undefined where the text is no map, or is so broken that a value could be another than is meant. */
function parseSamples(text: string, extension: string): SampleLookup | undefined {
  const range = { start: textStart(text), end: text.length };
  const issues = new IssueList();
  const values =
    extension === 'json' ? createJsonReader(text)(range, issues) : readYaml(text, range, issues);
  if (values?.kind !== 'map' || issues.toArray().length > 0) return undefined;
  return (name) => {
    const value = entryOf(values, name)?.value ?? valueAt(values, ...name.split('.'));
    return value && printedValue(text, value);
  };
}

/**
 * Fills the variables that have no sample of the file's own: what the file itself says goes first,
 * because it is what its own tools run it with.
 */
export function withSamples(document: PromptDocument, sampleOf: SampleLookup): PromptDocument {
  const filled = new Map<Variable, Variable>();
  for (const variable of document.variables) {
    if (variable.sample !== undefined) continue;
    const sample = sampleOf(variable.name);
    if (sample !== undefined) filled.set(variable, { ...variable, sample });
  }
  if (filled.size === 0) return document;
  const placeholders = new Placeholders(document.variables);
  return {
    ...document,
    variables: document.variables.map((variable) => filled.get(variable) ?? variable),
    segments: document.segments.map((segment): Segment => {
      const pieces = segment.pieces.map((piece): Piece => {
        const variable = placeholders.take(piece);
        const sample = variable && filled.get(variable)?.sample;
        return sample === undefined ? piece : { ...piece, text: sample };
      });
      return { ...segment, pieces };
    }),
  };
}

/** A stretch of a text: words, or a variable with what it counts as where no other value is given. */
export type FillablePart = string | { readonly name: string; readonly otherwise: string };

/** Each segment of a document as its words and its variables, to be filled with other values. */
export function fillableSegments(
  source: string,
  { segments, variables }: PromptDocument,
): readonly { readonly segment: Segment; readonly parts: readonly FillablePart[] }[] {
  const placeholders = new Placeholders(variables);
  return segments.map((segment) => ({
    segment,
    parts: segment.pieces.map((piece): FillablePart => {
      const variable = placeholders.take(piece);
      const text = piece.text ?? source.slice(piece.range.start, piece.range.end);
      return variable ? { name: variable.name, otherwise: text } : text;
    }),
  }));
}

/**
 * Finds the variable that a piece stands for. Placeholders inside a decoded string may share one
 * range: they are taken in the order in which they stand.
 */
class Placeholders {
  private readonly byRange = new Map<string, Variable[]>();

  constructor(variables: readonly Variable[]) {
    for (const variable of variables) {
      const key = rangeKey(variable.range);
      this.byRange.set(key, [...(this.byRange.get(key) ?? []), variable]);
    }
  }

  take({ range, text }: Piece): Variable | undefined {
    return text === undefined ? undefined : this.byRange.get(rangeKey(range))?.shift();
  }
}

function rangeKey({ start, end }: TextRange): string {
  return `${start}-${end}`;
}
