import { readRequest, type RequestSink } from '../chatRequest';
import type { PromptDocument, PromptFormat, Segment, Variable } from '../document';
import { IssueList } from '../issueList';
import { createJsonReader } from '../jsonSource';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import {
  entryOf,
  entryValue,
  firstEntry,
  itemsOf,
  numberOf,
  printedValue,
  stringOf,
  toJson,
  type SourceMap,
  type SourceValue,
} from '../source';
import { templatePieces } from '../templatePieces';
import { textStart } from '../textFile';
import { readYaml } from '../yamlSource';
import { parseText } from './text';

/**
 * Prompts of GitHub Models (docs.github.com, "Storing prompts in GitHub repositories"): YAML with
 * messages whose `{{variables}}` the test data fills. The first test's values are the samples; test
 * data and evaluators are not sent.
 */
export const githubModelsFormat: PromptFormat = {
  id: 'github-models',
  detect: ({ path }) => /\.prompt\.ya?ml$/.test(fileName(path)),
  parse: parsePromptYaml,
};

function parsePromptYaml(text: string): PromptDocument {
  const issues = new IssueList();
  const value = readYaml(text, { start: textStart(text), end: text.length }, issues);
  if (value?.kind !== 'map') {
    const range = { start: 0, end: 0 };
    issues.add({ code: 'chat-no-messages', severity: 'warning', params: {}, range });
    const { segments } = parseText(text);
    return promptDocument({ format: 'github-models', segments, issues: issues.toArray() });
  }
  const variables: Variable[] = [];
  const [test] = itemsOf(entryValue(value, 'testData'));
  const sink: RequestSink = {
    text,
    issues,
    segments: [],
    references: [],
    models: [],
    maxOutputTokens: undefined,
    compact: (part) => [{ range: part.range, text: toJson(text, part) }],
    render: (pieces) => {
      const sampleOf = (name: string): string | undefined => {
        const sample = entryValue(test, name);
        return sample && printedValue(text, sample);
      };
      const template = templatePieces(text, pieces, 'mustache', sampleOf, issues);
      variables.push(...template.variables);
      return template.pieces;
    },
  };
  readRequest(sink, value, 0);
  const schema = schemaOf(text, value);
  return promptDocument({
    format: 'github-models',
    models: sink.models,
    segments: schema ? [...sink.segments, schema] : sink.segments,
    variables,
    references: sink.references,
    maxOutputTokens: sink.maxOutputTokens ?? maxTokens(value),
    issues: issues.toArray(),
  });
}

function maxTokens(value: SourceMap): { value: number; range: SourceValue['range'] } | undefined {
  const limit = firstEntry(
    entryValue(value, 'modelParameters'),
    'maxCompletionTokens',
    'maxTokens',
    'max_completion_tokens',
    'max_tokens',
  );
  const tokens = numberOf(limit);
  return limit && tokens !== undefined ? { value: tokens, range: limit.range } : undefined;
}

/** `jsonSchema` is a JSON text or a map; it is sent where `responseFormat` asks for it. */
function schemaOf(text: string, value: SourceMap): Segment | undefined {
  if (stringOf(text, entryValue(value, 'responseFormat')) !== 'json_schema') return undefined;
  const schema = entryOf(value, 'jsonSchema')?.value;
  if (!schema) return undefined;
  const json =
    schema.kind === 'string' ? compacted(stringOf(text, schema) ?? '') : toJson(text, schema);
  const pieces = [{ range: schema.range, text: json }];
  return { kind: 'schema', role: 'none', range: schema.range, pieces, request: 0 };
}

/** A JSON text without its white space; as it is where it is not JSON. */
function compacted(json: string): string {
  const faults = new IssueList();
  const value = createJsonReader(json)({ start: 0, end: json.length }, faults);
  return value && faults.toArray().length === 0 ? toJson(json, value) : json;
}
