import type { Issue } from '../issues';
import type { PromptDocument } from './document';
import { loadEvaluation, type Evaluation } from './evaluation';
import { followIncludes, type Inclusions, type ReadWorkspaceFile } from './includes';
import { readSampleFile, withSamples, type SampleFile } from './samples';

/** A prompt with all that stands in other files. */
export interface CompletePrompt {
  /** The document, its variables filled from the file of sample values where there is one. */
  readonly document: PromptDocument;
  readonly inclusions: Inclusions;
  /** Where the file is run as an evaluation: its tests. */
  readonly evaluation?: Evaluation;
}

/**
 * Reads what belongs to a prompt and stands in other files: the files that it includes, and sample
 * values for its variables and theirs. The editor and the command line count what this gives.
 *
 * @param path the prompt's own path, relative to the workspace folder.
 */
export async function readOtherFiles(
  document: PromptDocument,
  path: string,
  readFile: ReadWorkspaceFile,
): Promise<CompletePrompt> {
  const evaluation =
    document.evaluation && (await loadEvaluation(document.evaluation, path, readFile));
  const complete = await readPrompt(document, path, readFile);
  return evaluation ? { ...complete, evaluation } : complete;
}

async function readPrompt(
  document: PromptDocument,
  path: string,
  readFile: ReadWorkspaceFile,
): Promise<CompletePrompt> {
  const inclusions = await followIncludes(document, path, readFile);
  const documents = [document, ...inclusions.files.map((file) => file.document)];
  const isUnsampled = documents.some(({ variables }) =>
    variables.some(({ sample }) => sample === undefined),
  );
  const samples = isUnsampled ? await readSampleFile(path, readFile) : undefined;
  if (!samples) return { document, inclusions };
  const { sampleOf } = samples;
  if (!sampleOf) {
    const issues = [...document.issues, sampleIssue(document, samples)];
    return { document: { ...document, issues }, inclusions };
  }
  const files = inclusions.files.map((file) => ({
    ...file,
    document: withSamples(file.document, sampleOf),
  }));
  return {
    document: withSamples(document, sampleOf),
    inclusions: { ...inclusions, files },
  };
}

/** Marked at the first variable that the values are missing for. */
function sampleIssue({ variables }: PromptDocument, { path }: SampleFile): Issue {
  const unsampled = variables.find(({ sample }) => sample === undefined);
  return {
    code: 'samples-invalid',
    severity: 'warning',
    params: { file: path },
    range: unsampled?.range ?? { start: 0, end: 0 },
  };
}
