import type { TextRange } from '../../text/range';
import type {
  FormatHint,
  Located,
  PromptDocument,
  PromptFormat,
  Reference,
  Segment,
  Variable,
} from '../document';
import {
  namesOf,
  readScenarios,
  readTests,
  type EvaluatedPrompt,
  type EvaluatedProvider,
} from '../evaluation';
import { IssueList } from '../issueList';
import { createJsonReader } from '../jsonSource';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import { cutTarget } from '../references';
import {
  entriesOf,
  entryValue,
  firstEntry,
  itemsOf,
  numberOf,
  printedValue,
  stringOf,
  type SourceString,
  type SourceValue,
} from '../source';
import { templatePieces, type SampleLookup } from '../templatePieces';
import { textStart } from '../textFile';
import { readYaml } from '../yamlSource';

/**
 * promptfoo's configuration (promptfoo.dev/docs/configuration): prompts in Nunjucks × providers ×
 * tests. Each prompt is one request, counted with the first test's values; what an evaluation sends is
 * in `evaluation`. Prompts that are in files are references.
 */
export const promptfooFormat: PromptFormat = {
  id: 'promptfoo',
  detect: ({ path }) => /^promptfooconfig(?:\.[\w-]+)*\.(?:ya?ml|json)$/.test(fileName(path)),
  parse: parseConfig,
};

function parseConfig(text: string, { path }: FormatHint): PromptDocument {
  const issues = new IssueList();
  const range = { start: textStart(text), end: text.length };
  const config = /\.json$/i.test(path)
    ? createJsonReader(text)(range, issues)
    : readYaml(text, range, issues);
  const providers = modelsOf(text, firstEntry(config, 'providers', 'targets'));
  const prompts = promptsOf(text, entryValue(config, 'prompts'));
  const sampleOf = samples(text, config);
  const variables: Variable[] = [];
  const references: Reference[] = [...prompts.files];
  const segments = prompts.texts.map((prompt, request): Segment => {
    const template = templatePieces(text, prompt.pieces, 'jinja', sampleOf, issues);
    variables.push(...template.variables);
    references.push(...template.references);
    return { kind: 'message', role: 'user', range: prompt.range, pieces: template.pieces, request };
  });
  return promptDocument({
    format: 'promptfoo',
    models: providers,
    segments,
    variables,
    references,
    requests: Math.max(1, segments.length),
    evaluation: {
      prompts: prompts.evaluated,
      providers: evaluatedProviders(text, firstEntry(config, 'providers', 'targets')),
      repeat: repeatOf(config),
      tests: readTests(text, entryValue(config, 'tests')),
      scenarios: readScenarios(text, entryValue(config, 'scenarios')),
      defaultTest: readTests(text, entryValue(config, 'defaultTest'))[0],
    },
    maxOutputTokens: maxOutputTokens(firstEntry(config, 'providers', 'targets')),
    issues: issues.toArray(),
  });
}

interface Prompts {
  readonly texts: readonly SourceString[];
  readonly files: readonly Reference[];
  readonly evaluated: readonly EvaluatedPrompt[];
}

/** `prompts` is a text, a list of texts and of maps with `raw` or `id`, or a map from file to label. */
function promptsOf(text: string, value: SourceValue | undefined): Prompts {
  const texts: SourceString[] = [];
  const files: Reference[] = [];
  const evaluated: EvaluatedPrompt[] = [];
  const addFile = (path: string, range: TextRange, label: string): void => {
    const file = promptFile(path, range);
    files.push(file);
    evaluated.push({ label, range, isProgram: !file.included });
  };
  for (const { key, keyRange, value: label } of entriesOf(value)) {
    addFile(filePath(key) ?? key, keyRange, stringOf(text, label) ?? key);
  }
  for (const item of value?.kind === 'string' ? [value] : itemsOf(value)) {
    const prompt = item.kind === 'map' ? firstEntry(item, 'raw', 'id', 'label') : item;
    if (prompt?.kind !== 'string') continue;
    const content = stringOf(text, prompt) ?? '';
    const label = stringOf(text, entryValue(item, 'label')) ?? content;
    const file = filePath(content);
    if (file === undefined) {
      texts.push(prompt);
      evaluated.push({ label, range: prompt.range, isProgram: false });
    } else addFile(file, prompt.range, label);
  }
  return { texts, files, evaluated };
}

/** A prompt in a file; one that is a program makes its text when it runs. */
function promptFile(path: string, range: TextRange): Reference {
  const reference = { kind: 'file', target: cutTarget(path), range } as const;
  return /\.(?:txt|md|json|ya?ml|j2)$/.test(path) && !path.includes('*')
    ? { ...reference, included: true }
    : reference;
}

/** The file that an entry names: `file://path`, or a bare path as older configurations have it. */
function filePath(entry: string): string | undefined {
  const value = entry.trim();
  const scheme = /^(?:file|exec|python):\/?\/?/.exec(value)?.[0];
  if (scheme !== undefined) return value.slice(scheme.length);
  return /^\S+\.(?:txt|md|json|jsonl|ya?ml|j2|js|cjs|mjs|ts|py|csv)(?::\w+)?$/.test(value) &&
    !value.includes('{{')
    ? value
    : undefined;
}

/** Words between a provider's name and the model's: `openai:chat:gpt-4o`. */
const apiWords = new Set([
  'chat',
  'completion',
  'responses',
  'messages',
  'embedding',
  'embeddings',
]);

/** The models of the providers: `openai:gpt-4o`, a map with `id`, or a map whose key is the name. */
function modelsOf(text: string, value: SourceValue | undefined): Located<string>[] {
  const items = value?.kind === 'list' ? value.items : value ? [value] : [];
  return items.flatMap((item): Located<string>[] => {
    const name = item.kind === 'map' ? entryValue(item, 'id') : item;
    const id = stringOf(text, name);
    if (name && id !== undefined) return [{ value: modelName(id), range: name.range }];
    const [only] = entriesOf(item);
    return only ? [{ value: modelName(only.key), range: only.keyRange }] : [];
  });
}

function modelName(id: string): string {
  const [provider = '', second, ...rest] = id.split(':');
  if (second === undefined || second.startsWith('//')) return id;
  const model = apiWords.has(second) && rest.length > 0 ? rest : [second, ...rest];
  return model.join(':') || provider;
}

function maxOutputTokens(providers: SourceValue | undefined): Located<number> | undefined {
  let largest: Located<number> | undefined;
  for (const item of itemsOf(providers)) {
    const own = entryValue(item, 'config') ?? entryValue(entriesOf(item)[0]?.value, 'config');
    const value = outputLimit(own);
    const limit = numberOf(value);
    if (value && limit !== undefined && limit > (largest?.value ?? -1)) {
      largest = { value: limit, range: value.range };
    }
  }
  return largest;
}

function outputLimit(config: SourceValue | undefined): SourceValue | undefined {
  return firstEntry(
    config,
    'max_tokens',
    'max_completion_tokens',
    'max_output_tokens',
    'maxOutputTokens',
  );
}

/** The first test's values over the defaults; of a list of values the first. */
function samples(text: string, config: SourceValue | undefined): SampleLookup {
  const test = itemsOf(entryValue(config, 'tests')).find(({ kind }) => kind === 'map');
  const places = [entryValue(test, 'vars'), entryValue(entryValue(config, 'defaultTest'), 'vars')];
  return (name) => {
    const [head = '', ...path] = name.split('.');
    for (const place of places) {
      const given = entryValue(place, head);
      const first = given?.kind === 'list' ? given.items[0] : given;
      const value = path.reduce<SourceValue | undefined>(entryValue, first);
      if (value) return printedValue(text, value);
    }
    return undefined;
  };
}

function repeatOf(config: SourceValue | undefined): number {
  const repeat = numberOf(entryValue(entryValue(config, 'evaluateOptions'), 'repeat')) ?? 1;
  return Number.isSafeInteger(repeat) && repeat > 0 ? repeat : 1;
}

function evaluatedProviders(text: string, value: SourceValue | undefined): EvaluatedProvider[] {
  const items = value?.kind === 'list' ? value.items : value ? [value] : [];
  return items.flatMap((item): EvaluatedProvider[] => {
    const id = stringOf(text, item.kind === 'map' ? entryValue(item, 'id') : item);
    const [only] = entriesOf(item);
    const name = id ?? only?.key;
    if (name === undefined) return [];
    const settings = id === undefined ? only?.value : item;
    const label = stringOf(text, entryValue(settings, 'label'));
    const prompts = namesOf(text, entryValue(settings, 'prompts'));
    const limit = outputLimit(entryValue(settings, 'config'));
    const most = numberOf(limit);
    return [
      {
        model: modelName(name),
        names: label === undefined ? [name] : [name, label],
        ...(prompts && { prompts }),
        ...(most !== undefined && { maxOutputTokens: most }),
      },
    ];
  });
}
