import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FormatHint } from '../engine/prompts/document';
import { neededGrammar } from '../engine/prompts/formats/source';
import type { SyntaxParser } from '../engine/prompts/syntax';
import { LazySyntax } from '../syntax/lazySyntax';

const syntax = new LazySyntax(
  (name) => readFile(path.join(__dirname, 'syntax', `${name}.wasm`)),
  () => performance.now(),
);

/** The parser that a file's format takes, where it takes one; loaded when it is first asked for. */
export function loadSyntax(hint: FormatHint, text: string): Promise<SyntaxParser | undefined> {
  return syntax.with(neededGrammar(hint, text));
}
