import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A library that is ready to count tokens of o200k_base. */
export interface Counter {
  count(text: string): number;
  /** Forgets what was cached of texts, as if newly loaded, but for compiled code. */
  forget(): void;
}

export interface Contender {
  readonly name: string;
  /** From nothing to the first count: code and vocabulary. */
  load(root: string): Promise<Counter>;
}

async function importPeer(root: string, name: string): Promise<unknown> {
  const require = createRequire(path.join(root, 'test/bench/package.json'));
  return import(pathToFileURL(require.resolve(name)).href);
}

interface LruTokenizer {
  cache: { constructor: new (size: number) => LruTokenizer['cache'] };
  encode(text: string): number[];
}

export const contenders: readonly Contender[] = [
  {
    name: 'CostLens',
    async load(root) {
      const engine = (await import(
        pathToFileURL(path.join(root, 'out/bench/engine.mjs')).href
      )) as typeof import('./engine');
      const data = readFileSync(path.join(root, 'out/bench/o200k_base.vocabulary'));
      const vocabulary = engine.createVocabulary(data, 'o200k_base');
      return {
        count: (text) => engine.countTokens(vocabulary, text),
        forget: () => {
          vocabulary.counts.forget();
        },
      };
    },
  },
  {
    name: 'js-tiktoken/lite',
    async load(root) {
      const { Tiktoken } = (await importPeer(root, 'js-tiktoken/lite')) as {
        Tiktoken: new (ranks: unknown) => { encode(t: string, a: [], d: []): number[] };
      };
      const ranks = (await importPeer(root, 'js-tiktoken/ranks/o200k_base')) as {
        default: unknown;
      };
      const tokenizer = new Tiktoken(ranks.default);
      return { count: (text) => tokenizer.encode(text, [], []).length, forget: () => undefined };
    },
  },
  {
    name: 'gpt-tokenizer',
    async load(root) {
      const peer = (await importPeer(root, 'gpt-tokenizer/encoding/o200k_base')) as {
        countTokens(text: string): number;
        clearMergeCache(): void;
      };
      return {
        count: (text) => peer.countTokens(text),
        forget: () => {
          peer.clearMergeCache();
        },
      };
    },
  },
  {
    name: 'ai-tokenizer',
    async load(root) {
      const { Tokenizer } = (await importPeer(root, 'ai-tokenizer')) as {
        Tokenizer: new (data: unknown) => {
          count(text: string): number;
          mergeCache: { clear(): void };
        };
      };
      const data = await importPeer(root, 'ai-tokenizer/encoding/o200k_base');
      const tokenizer = new Tokenizer(data);
      return {
        count: (text) => tokenizer.count(text),
        forget: () => {
          tokenizer.mergeCache.clear();
        },
      };
    },
  },
  {
    name: '@microsoft/tiktokenizer',
    async load(root) {
      const peer = (await importPeer(root, '@microsoft/tiktokenizer')) as {
        createTokenizer(file: string, special: Map<string, number>, pattern: string): LruTokenizer;
        getRegexByEncoder(name: string): string;
      };
      const file = path.join(root, 'out/bench/o200k_base.tiktoken');
      const tokenizer = peer.createTokenizer(file, new Map(), peer.getRegexByEncoder('o200k_base'));
      return {
        count: (text) => tokenizer.encode(text).length,
        forget: () => {
          tokenizer.cache = new tokenizer.cache.constructor(8192);
        },
      };
    },
  },
  {
    name: 'tiktoken (WASM)',
    async load(root) {
      const { get_encoding } = (await importPeer(root, 'tiktoken')) as {
        get_encoding(name: string): { encode_ordinary(text: string): Uint32Array };
      };
      const tokenizer = get_encoding('o200k_base');
      return { count: (text) => tokenizer.encode_ordinary(text).length, forget: () => undefined };
    },
  },
];
