import type { TextRange } from '../text/range';
import { stringParts } from './codeStrings';
import type { Piece, Variable } from './document';
import { formatStringPieces } from './formatString';
import { pieceText, piecesText, type SourceString } from './source';
import type { SyntaxNode } from './syntax';
import { cutPiece } from './templatePieces';
import { dedentedLines, trimmed, type Outline } from './textOutline';

/** How deep expressions are followed; what is deeper is not known. */
export const maxDepth = 12;

/** Names stand for texts of together so many UTF-16 code units at most; for more they are variables. */
const maxExpansion = 20_000_000;

/** A variable's name is cut to so many UTF-16 code units. */
const longestName = 50;

/** A part of a text: a piece of it, or a variable that counts as nothing. */
interface Part {
  readonly piece: Piece;
  readonly isVariable?: true;
}

/** What an expression says. */
interface Said {
  readonly parts: readonly Part[];
  /** False where it holds no text of the file's own: it is just an expression then. */
  readonly isText: boolean;
}

const nothing: Said = { parts: [], isText: false };

/**
 * Reads expressions as text: literals side by side or joined, names that the file gives a text, and
 * what changes a text in a way that is known (`dedent`, `strip`, `join`, `format`). Code is not run:
 * every other expression is a variable.
 */
export class CodeText {
  private readonly constants = new Map<string, string>();
  private expansion = 0;

  constructor(private readonly text: string) {}

  /** Makes a name stand for the text that an expression says, if it says one. */
  define(name: string, value: SyntaxNode): void {
    const said = this.said(value, 0);
    if (said.isText) this.constants.set(name, this.plainText(said.parts));
  }

  /**
   * The text that an expression says; undefined where it says none.
   *
   * @param variables takes the variables in it.
   */
  read(node: SyntaxNode, depth: number, variables: Variable[]): SourceString | undefined {
    const { parts, isText } = this.said(node, depth);
    if (!isText) return undefined;
    for (const { piece, isVariable } of parts) {
      if (isVariable) variables.push({ name: this.nameOf(piece.range), range: piece.range });
    }
    const start = parts[0]?.piece.range.start ?? node.startIndex;
    const end = parts.at(-1)?.piece.range.end ?? start;
    return { kind: 'string', range: { start, end }, pieces: parts.map(({ piece }) => piece) };
  }

  /** The name of an expression whose value is not known. */
  nameOf({ start, end }: TextRange): string {
    const inner = this.text
      .slice(start, Math.min(end, start + 4 * longestName))
      .replace(/^\$?\{/, '')
      .replace(/\}$/, '')
      .trim();
    const path = /^[\p{L}_$][\p{L}\p{N}_$]*(?:\??\.[\p{L}_$][\p{L}\p{N}_$]*)*/u.exec(inner)?.[0];
    return (path ?? inner).slice(0, longestName) || 'expression';
  }

  /** Goes through operands without recursion: a sum of texts is as deep as it has operands. */
  private said(root: SyntaxNode, depth: number): Said {
    const parts: Part[] = [];
    let isText = false;
    const pending = [root];
    for (let next = pending.pop(); next; next = pending.pop()) {
      const node = unwrapped(next);
      const operands = operandsOf(node);
      if (operands) {
        for (const operand of operands.toReversed()) pending.push(operand);
        continue;
      }
      const said = this.operand(node, depth);
      isText ||= said.isText;
      for (const part of said.parts) parts.push(part);
    }
    return { parts, isText };
  }

  private operand(node: SyntaxNode, depth: number): Said {
    switch (node.type) {
      case 'string':
      case 'template_string':
        return this.literal(node, depth);
      case 'identifier':
      case 'shorthand_property_identifier':
        return this.name(node);
      case 'call':
      case 'call_expression':
        return (depth < maxDepth ? this.call(node, depth + 1) : undefined) ?? this.unknown(node);
      case 'none':
      case 'null':
      case 'undefined':
        return nothing;
      default:
        return this.unknown(node);
    }
  }

  private unknown({ startIndex: start, endIndex: end }: SyntaxNode): Said {
    return { parts: [variablePart({ start, end })], isText: false };
  }

  private name(node: SyntaxNode): Said {
    const range = { start: node.startIndex, end: node.endIndex };
    const text = this.constants.get(this.text.slice(range.start, range.end));
    if (text === undefined || this.expansion + text.length > maxExpansion) {
      return this.unknown(node);
    }
    this.expansion += text.length;
    return { parts: [{ piece: { range, text } }], isText: true };
  }

  private literal(node: SyntaxNode, depth: number, tag?: string): Said {
    const parts: Part[] = [];
    for (const part of stringParts(this.text, node, tag)) {
      if (part.kind === 'text') {
        parts.push({ piece: part.piece });
        continue;
      }
      const { expression, range } = part;
      const inner = expression && depth < maxDepth ? this.said(expression, depth + 1) : nothing;
      if (!inner.isText) parts.push(variablePart(range));
      else for (const innerPart of inner.parts) parts.push(innerPart);
    }
    return { parts, isText: true };
  }

  /** A call that gives a text which can be told from the code; undefined for any other. */
  private call(node: SyntaxNode, depth: number): Said | undefined {
    const callee = node.childForFieldName('function');
    const given = node.childForFieldName('arguments');
    if (!callee || !given) return undefined;
    const name = this.text.slice(
      callee.startIndex,
      Math.min(callee.endIndex, callee.startIndex + 50),
    );
    if (given.type === 'template_string') return this.literal(given, depth, name);
    const [first, ...more] = withoutComments(given);
    if (/^(?:textwrap\.)?dedent$/.test(name) && first && more.length === 0) {
      return this.changed(this.said(first, depth), dedentedLines);
    }
    const object = callee.childForFieldName('object');
    const method = callee.childForFieldName('attribute') ?? callee.childForFieldName('property');
    if (!object || !method) return undefined;
    return this.method(object, this.text.slice(method.startIndex, method.endIndex), first, depth);
  }

  private method(
    object: SyntaxNode,
    name: string,
    first: SyntaxNode | undefined,
    depth: number,
  ): Said | undefined {
    if (name === 'join') {
      if (object.type === 'array') return this.joined(object, first, depth);
      return first && listTypes.has(first.type) ? this.joined(first, object, depth) : undefined;
    }
    if (name === 'format') return this.formatted(this.said(object, depth));
    const trim = first ? undefined : trims.get(name);
    return trim && this.changed(this.said(object, depth), trim);
  }

  /** The texts of a list with a separator between them. */
  private joined(list: SyntaxNode, separator: SyntaxNode | undefined, depth: number): Said {
    const between = separator ? this.plainText(this.said(separator, depth).parts) : ',';
    const parts: Part[] = [];
    let isText = false;
    let end: number | undefined;
    for (const item of withoutComments(list)) {
      if (end !== undefined) {
        parts.push({ piece: { range: { start: end, end: item.startIndex }, text: between } });
      }
      end = item.endIndex;
      const said = this.said(item, depth);
      isText ||= said.isText;
      for (const part of said.parts) parts.push(part);
    }
    return { parts, isText };
  }

  /** `str.format`: its fields are variables. */
  private formatted({ parts, isText }: Said): Said | undefined {
    if (!isText) return undefined;
    const own = parts.map(({ piece }) => piece);
    const { pieces, variables } = formatStringPieces(this.text, own, () => undefined);
    const fields = new Set(variables.map(({ range }) => range.start));
    const named = pieces.map((piece): Part =>
      fields.has(piece.range.start) ? variablePart(piece.range) : { piece },
    );
    return { parts: named, isText };
  }

  /** Leaves of a text what `keep` tells. */
  private changed(
    { parts, isText }: Said,
    keep: (outline: Outline) => TextRange[],
  ): Said | undefined {
    if (!isText) return undefined;
    const outline = this.outline(parts);
    return { parts: this.kept(parts, keep(outline)), isText };
  }

  private outline(parts: readonly Part[]): Outline {
    const holes: number[] = [];
    let length = 0;
    for (const { piece, isVariable } of parts) {
      if (isVariable) holes.push(length);
      length += pieceText(this.text, piece).length;
    }
    return { text: this.plainText(parts), holes };
  }

  /** The parts cut to ranges of their text, which are in order; variables stay. */
  private kept(parts: readonly Part[], ranges: readonly TextRange[]): Part[] {
    const kept: Part[] = [];
    let at = 0;
    let next = 0;
    for (const part of parts) {
      const length = pieceText(this.text, part.piece).length;
      const end = at + length;
      if (length === 0) kept.push(part);
      for (let index = next; index < ranges.length; index++) {
        const range = ranges[index];
        if (!range || range.start >= end) break;
        if (range.end <= end) next = index + 1;
        const from = Math.max(range.start, at);
        const to = Math.min(range.end, end);
        if (from < to) kept.push({ piece: cutPiece(part.piece, from - at, to - at, length) });
      }
      at = end;
    }
    return kept;
  }

  private plainText(parts: readonly Part[]): string {
    return piecesText(
      this.text,
      parts.map(({ piece }) => piece),
    );
  }
}

function variablePart(range: TextRange): Part {
  return { piece: { range, text: '' }, isVariable: true };
}

const listTypes: ReadonlySet<string> = new Set(['array', 'list', 'tuple']);

const trimBoth = (outline: Outline): TextRange[] => [trimmed(outline, true, true)];
const trimStart = (outline: Outline): TextRange[] => [trimmed(outline, true, false)];
const trimEnd = (outline: Outline): TextRange[] => [trimmed(outline, false, true)];

const trims: ReadonlyMap<string, (outline: Outline) => TextRange[]> = new Map([
  ['strip', trimBoth],
  ['lstrip', trimStart],
  ['rstrip', trimEnd],
  ['trim', trimBoth],
  ['trimStart', trimStart],
  ['trimEnd', trimEnd],
]);

/** The children of a node that say something. */
export function withoutComments(node: SyntaxNode): SyntaxNode[] {
  return node.namedChildren.filter(({ type }) => type !== 'comment');
}

const wrappers: ReadonlySet<string> = new Set([
  ...['parenthesized_expression', 'as_expression', 'satisfies_expression'],
  ...['non_null_expression', 'type_assertion'],
]);

/** An expression without brackets around it and types beside it. */
export function unwrapped(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (wrappers.has(inner.type)) {
    const within = withoutComments(inner).at(inner.type === 'type_assertion' ? -1 : 0);
    if (!within) return inner;
    inner = within;
  }
  return inner;
}

/**
 * What an expression is put together from, where it just puts together: the terms of a sum, strings
 * side by side, both branches of a condition.
 */
function operandsOf(node: SyntaxNode): readonly SyntaxNode[] | undefined {
  switch (node.type) {
    case 'concatenated_string':
      return withoutComments(node);
    case 'conditional_expression': {
      const [whenTrue, , whenFalse] = withoutComments(node);
      return whenTrue && whenFalse && [whenTrue, whenFalse];
    }
    case 'ternary_expression':
      return fields(node, 'consequence', 'alternative');
    case 'binary_operator':
    case 'binary_expression':
      return termsOf(node);
    default:
      return undefined;
  }
}

function termsOf(node: SyntaxNode): readonly SyntaxNode[] | undefined {
  const operator = node.childForFieldName('operator')?.type;
  if (operator === '+') return fields(node, 'left', 'right');
  // `"…" % values`: the text with its places.
  return operator === '%' ? fields(node, 'left') : undefined;
}

function fields(node: SyntaxNode, ...names: readonly string[]): SyntaxNode[] | undefined {
  const found = names.map((name) => node.childForFieldName(name)).filter((child) => child !== null);
  return found.length === names.length ? found : undefined;
}
