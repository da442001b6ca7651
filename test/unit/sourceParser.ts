import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { GrammarName } from '../../src/engine/prompts/syntax';
import { TreeSitter } from '../../src/syntax/treeSitter';

const grammars: readonly GrammarName[] = ['python', 'typescript', 'tsx'];

let started: Promise<TreeSitter> | undefined;

/** The parser of source code with all its grammars, as it ships. */
export function sourceParser(): Promise<TreeSitter> {
  started ??= start();
  return started;
}

async function start(): Promise<TreeSitter> {
  const parser = await TreeSitter.start(await syntaxFile('runtime'), () => performance.now());
  for (const name of grammars) await parser.addGrammar(name, await syntaxFile(name));
  return parser;
}

/** A file of the parser, from where the build puts it. */
export function syntaxFile(name: string): Promise<Uint8Array> {
  return readFile(path.resolve('dist', 'syntax', `${name}.wasm`));
}
