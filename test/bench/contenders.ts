import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Engine from './engine';

/** A library that is ready to count tokens of o200k_base. */
export interface Counter {
  count(text: string): number;
  /** Forgets what was cached of texts, as if newly loaded, but for compiled code. */
  forget(): void;
}

export interface Contender {
  readonly name: string;
  /** What an application that counts o200k_base ships: entry points to bundle, and data files. */
  readonly ships: { readonly code: readonly string[]; readonly data: readonly string[] };
  /** From nothing to what can count: code and vocabulary. */
  load(root: string): Promise<Counter>;
}

/** A library of this folder's own packages. */
export async function importPeer(root: string, name: string): Promise<unknown> {
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
    ships: { code: ['out/bench/engine.mjs'], data: ['out/bench/o200k_base.vocabulary'] },
    async load(root) {
      const engine = (await import(
        pathToFileURL(path.join(root, 'out/bench/engine.mjs')).href
      )) as typeof Engine;
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
    ships: { code: ['js-tiktoken/lite', 'js-tiktoken/ranks/o200k_base'], data: [] },
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
    ships: { code: ['gpt-tokenizer/encoding/o200k_base'], data: [] },
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
    ships: { code: ['ai-tokenizer', 'ai-tokenizer/encoding/o200k_base'], data: [] },
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
    ships: { code: ['@microsoft/tiktokenizer'], data: ['out/bench/o200k_base.tiktoken'] },
    async load(root) {
      const peer = (await importPeer(root, '@microsoft/tiktokenizer')) as {
        createTokenizer: (
          file: string,
          special: Map<string, number>,
          pattern: string,
        ) => LruTokenizer;
        getRegexByEncoder: (name: string) => string;
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
    ships: {
      code: ['tiktoken/lite/init', 'tiktoken/encoders/o200k_base'],
      data: ['test/bench/node_modules/tiktoken/lite/tiktoken_bg.wasm'],
    },
    async load(root) {
      const { get_encoding } = (await importPeer(root, 'tiktoken')) as {
        get_encoding: (name: string) => { encode_ordinary(text: string): Uint32Array };
      };
      const tokenizer = get_encoding('o200k_base');
      return { count: (text) => tokenizer.encode_ordinary(text).length, forget: () => undefined };
    },
  },
];
