import type { GrammarName, SyntaxFile, SyntaxParser } from '../engine/prompts/syntax';
import { TreeSitter } from './treeSitter';

/** Parses nothing: what stands in where the parser can't be had. */
const noSyntax: SyntaxParser = { parse: () => undefined };

/** The parser of source code, each of its files read when the first text needs it. */
export class LazySyntax {
  private readonly grammars = new Map<GrammarName, Promise<void>>();
  private started: Promise<TreeSitter> | undefined;
  private parser: TreeSitter | undefined;
  private unreadable: string | undefined;

  /**
   * @param readFile gives the bytes of `<name>.wasm`.
   * @param now milliseconds, monotone.
   */
  constructor(
    private readonly readFile: (name: SyntaxFile) => Promise<Uint8Array>,
    private readonly now: () => number,
  ) {}

  /** Why source code is not parsed any more; undefined where all is well. */
  get failure(): string | undefined {
    return this.unreadable ?? this.parser?.failure;
  }

  /** The parser, with a grammar; without one nothing is to be parsed. */
  async with(grammar: GrammarName | undefined): Promise<SyntaxParser | undefined> {
    if (grammar === undefined) return undefined;
    try {
      this.started ??= this.start();
      const parser = await this.started;
      let loaded = this.grammars.get(grammar);
      if (!loaded) {
        loaded = this.readFile(grammar).then((bytes) => parser.addGrammar(grammar, bytes));
        this.grammars.set(grammar, loaded);
      }
      await loaded;
      return parser;
    } catch (error) {
      this.unreadable = String(error);
      return noSyntax;
    }
  }

  private async start(): Promise<TreeSitter> {
    this.parser = await TreeSitter.start(await this.readFile('runtime'), this.now);
    return this.parser;
  }
}
