/** The grammars that source code is read with. That of TSX reads JavaScript too. */
const grammarNames = ['python', 'typescript', 'tsx'] as const;
export type GrammarName = (typeof grammarNames)[number];

/** The files that parsing takes: the parser itself and its grammars. */
export const syntaxFiles = ['runtime', ...grammarNames] as const;
export type SyntaxFile = (typeof syntaxFiles)[number];

/**
 * A node of a syntax tree, as tree-sitter gives it. Offsets are UTF-16 code units of the text. What
 * a half-typed file leaves unclear stands in nodes of the type `ERROR`.
 */
export interface SyntaxNode {
  readonly type: string;
  readonly startIndex: number;
  readonly endIndex: number;
  /** The children without punctuation and keywords. */
  readonly namedChildren: readonly SyntaxNode[];
  childForFieldName(name: string): SyntaxNode | null;
  /** All nodes below of these types, in source order, outer ones before inner ones. */
  descendantsOfType(types: string[]): readonly SyntaxNode[];
  /** A cursor at this node, to be deleted after use. */
  walk(): SyntaxCursor;
}

/** A place in a tree. Going there makes no node, which is much less work. */
export interface SyntaxCursor {
  readonly nodeType: string;
  readonly currentNode: SyntaxNode;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  delete(): void;
}

/** The children of these types, punctuation and keywords too, out of however many there are. */
export function childrenOfType(node: SyntaxNode, types: ReadonlySet<string>): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const cursor = node.walk();
  try {
    for (let more = cursor.gotoFirstChild(); more; more = cursor.gotoNextSibling()) {
      if (types.has(cursor.nodeType)) found.push(cursor.currentNode);
    }
  } finally {
    cursor.delete();
  }
  return found;
}

/**
 * Parses source code. The engine is given one where it has to look into source code: the parser is
 * WebAssembly, and loading that is the host's business.
 */
export interface SyntaxParser {
  /**
   * Parses a text and gives what `read` makes of the tree, which is gone afterwards. Undefined where
   * the text can't be parsed: it takes too much time or memory, or the grammar is not at hand. Errors
   * of syntax are no such reason.
   */
  parse<T>(
    grammar: GrammarName,
    text: string,
    read: (root: SyntaxNode) => T & NonNullable<unknown>,
  ): T | undefined;
}
