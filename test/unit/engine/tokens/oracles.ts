import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { vocabularyFile } from '../../../../scripts/vocabularyData';
import type { EncodingName } from '../../../../src/engine/tokens/counter';
import { createVocabulary, type Vocabulary } from '../../../../src/engine/tokens/vocabulary';

const root = process.cwd();
const require = createRequire(path.join(root, 'package.json'));

/** What of the tiktoken package is used here; its own types are not where the root looks for them. */
export interface NativeTiktoken {
  encode_ordinary(text: string): Uint32Array;
}

interface TiktokenPackage {
  readonly Tiktoken: new (
    ranks: string,
    specialTokens: Record<string, number>,
    pattern: string,
  ) => NativeTiktoken;
}

interface Ranks {
  readonly bpe_ranks: string;
  readonly pat_str: string;
}

/**
 * The split patterns as native tiktoken has them (tiktoken_ext/openai_public.py). The packages for
 * JavaScript list the contractions' cases instead of `(?i:…)`, which forgets the long s.
 */
const publishedPatterns: Readonly<Record<EncodingName, string>> = {
  o200k_base: [
    String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?`,
    String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?`,
    String.raw`\p{N}{1,3}`,
    String.raw` ?[^\s\p{L}\p{N}]+[\r\n/]*`,
    String.raw`\s*[\r\n]+`,
    String.raw`\s+(?!\S)`,
    String.raw`\s+`,
  ].join('|'),
  cl100k_base: String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
};

/** A published pattern for JavaScript, whose `\s` differs from Unicode's White_Space. */
export function patternForJavaScript(encoding: EncodingName): RegExp {
  const anyCase = `(?:'[sS\\u017ftTmMdD]|'[rRvV][eE]|'[lL][lL])`;
  const source = publishedPatterns[encoding]
    .replaceAll("(?i:'s|'t|'re|'ve|'m|'ll|'d)", anyCase)
    .replaceAll(String.raw`(?!\S)`, String.raw`(?!\P{White_Space})`)
    .replaceAll(String.raw`\s`, String.raw`\p{White_Space}`);
  return new RegExp(source, 'gu');
}

const ranks = new Map<EncodingName, Ranks>();
export function ranksOf(encoding: EncodingName): Ranks {
  let found = ranks.get(encoding);
  if (found === undefined) {
    found = require(`js-tiktoken/ranks/${encoding}`) as Ranks;
    ranks.set(encoding, found);
  }
  return found;
}

const natives = new Map<EncodingName, NativeTiktoken>();
/** Native tiktoken (compiled to WebAssembly) with the published pattern. */
export function nativeTiktoken(encoding: EncodingName): NativeTiktoken {
  let native = natives.get(encoding);
  if (native === undefined) {
    const { Tiktoken } = require('tiktoken') as TiktokenPackage;
    native = new Tiktoken(ranksOf(encoding).bpe_ranks, {}, publishedPatterns[encoding]);
    natives.set(encoding, native);
  }
  return native;
}

const files = new Map<EncodingName, Uint8Array>();
/** The vocabulary's file, made once a run. */
export function vocabularyFileOf(encoding: EncodingName): Uint8Array {
  let file = files.get(encoding);
  if (file === undefined) {
    file = vocabularyFile(encoding, ranksOf(encoding).bpe_ranks);
    files.set(encoding, file);
  }
  return file;
}

const vocabularies = new Map<EncodingName, Vocabulary>();
export function vocabularyOf(encoding: EncodingName): Vocabulary {
  let vocabulary = vocabularies.get(encoding);
  if (vocabulary === undefined) {
    vocabulary = createVocabulary(vocabularyFileOf(encoding), encoding);
    vocabularies.set(encoding, vocabulary);
  }
  return vocabulary;
}

/** The shared texts, by path; where they are absent, that is said aloud and the list is empty. */
export function sharedTexts(folder: 'bench-text' | 'corpus'): { name: string; text: string }[] {
  const base = path.resolve(root, '../shared', folder);
  if (statSync(base, { throwIfNoEntry: false }) === undefined) {
    console.error(
      `\n!!! SKIPPED: no ../shared/${folder}; nothing was compared on real texts !!!\n`,
    );
    return [];
  }
  return readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ name: path.relative(base, file), text: readFileSync(file, 'utf8') }));
}
