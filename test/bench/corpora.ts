import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { randomNumbers } from './randomNumbers';

export interface Corpus {
  readonly name: string;
  readonly text: string;
}

const corpusUnits = 400_000;

/** Texts of people: ../shared/bench-text, which says where they are from. */
const sharedNames = [
  'prose',
  'markdown',
  'chinese',
  'japanese',
  'korean',
  'russian',
  'arabic',
] as const;

/** All corpora, made the same way every time. Shared texts that are absent are reported. */
export function loadCorpora(root: string): Corpus[] {
  const shared = path.resolve(root, '../shared/bench-text');
  const texts: Corpus[] = [];
  for (const name of sharedNames) {
    const file = path.join(shared, `${name}.txt`);
    if (existsSync(file)) texts.push({ name, text: readFileSync(file, 'utf8') });
    else console.error(`!!! SKIPPED: corpus ${name}, for ../shared/bench-text is absent !!!`);
  }
  const packages = path.join(root, 'node_modules');
  return [
    ...texts,
    { name: 'typescript', text: sources(packages, /^zod\/src\/v4\/(core|classic)\/[\w-]+\.ts$/) },
    { name: 'json', text: sources(packages, /^[\w-]+\/package\.json$/) },
    { name: 'minified', text: sources(packages, /^[^/]+\/dist\/[\w.-]+\.min\.js$/) },
    { name: 'mime types', text: sources(packages, /^mime-db\/db\.json$/) },
    { name: 'emoji', text: emoji() },
    { name: 'base64', text: base64() },
    { name: 'whitespace', text: whitespace() },
  ].map(({ name, text }) => ({ name, text: text.slice(0, corpusUnits) }));
}

/** The files of installed packages whose path matches, one after the other. */
function sources(packages: string, wanted: RegExp): string {
  return readdirSync(packages, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => wanted.test(file))
    .sort()
    .map((file) => readFileSync(path.join(packages, file), 'utf8'))
    .join('\n');
}

const faces = ['😀', '👍🏽', '👨‍👩‍👧‍👦', '🇩🇪', '❤️', '🚀', '✅', '🤖', '🏳️‍🌈', '👩🏾‍💻'];
const words = ['ship', 'it', 'done', 'nice', 'fix'];

function emoji(): string {
  const next = randomNumbers(1);
  let text = '';
  while (text.length < corpusUnits / 2) {
    const list = next() < 0.7 ? faces : words;
    text += list[Math.floor(next() * list.length)] ?? '';
    if (next() < 0.4) text += ' ';
  }
  return text;
}

const base64Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function randomBase64(length: number, seed: number): string {
  const next = randomNumbers(seed);
  let text = '';
  for (let i = 0; i < length; i++) text += base64Digits[Math.floor(next() * 64)] ?? '';
  return text;
}

/** Lines of 76, as in mail and PEM files. */
function base64(): string {
  return (randomBase64(corpusUnits / 2, 2).match(/.{1,76}/g) ?? []).join('\n');
}

function whitespace(): string {
  const next = randomNumbers(3);
  const runs = [' ', '\n', '\t', '    ', '\r\n', '\n\n\n', '            ', '\t\t\t'];
  let text = '';
  while (text.length < corpusUnits / 2) {
    text += runs[Math.floor(next() * runs.length)] ?? '';
    if (next() < 0.3) text += '}';
  }
  return text;
}
