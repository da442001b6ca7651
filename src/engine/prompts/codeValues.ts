import { maxDepth, unwrapped, withoutComments, type CodeText } from './codeText';
import type { Variable } from './document';
import { piecesText, type SourceEntry, type SourceMap, type SourceValue } from './source';
import type { SyntaxNode } from './syntax';

/** Functions that name a model of a provider, as the AI SDK has them. */
const providers: ReadonlySet<string> = new Set([
  ...['openai', 'anthropic', 'google', 'vertex', 'azure', 'bedrock', 'mistral', 'groq', 'xai'],
  ...['cohere', 'deepseek', 'openrouter', 'ollama'],
]);

/**
 * Reads expressions of source code as values: literals, texts (see {@link CodeText}), and for all
 * else variables that count as nothing.
 */
export class CodeValues {
  /** The variables of all values that have been read. */
  readonly variables: Variable[] = [];

  constructor(
    private readonly text: string,
    private readonly texts: CodeText,
  ) {}

  /** `name = value` of a call's arguments, `name: value` of an object or a dictionary. */
  members(nodes: readonly SyntaxNode[], depth: number): SourceEntry[] {
    const entries: SourceEntry[] = [];
    for (const node of nodes) {
      const entry = this.member(node, depth);
      if (entry) entries.push(entry);
    }
    return entries;
  }

  value(node: SyntaxNode, depth: number): SourceValue {
    const inner = unwrapped(node);
    const range = { start: inner.startIndex, end: inner.endIndex };
    if (depth > maxDepth) return { kind: 'scalar', range, value: null };
    switch (inner.type) {
      case 'array':
      case 'list':
      case 'tuple':
        return { kind: 'list', range, items: this.items(inner, depth) };
      case 'object':
      case 'dictionary':
        return this.map(inner, depth);
      case 'number':
      case 'integer':
      case 'float':
        return { kind: 'scalar', range, value: this.number(inner) };
      case 'true':
      case 'false':
        return { kind: 'scalar', range, value: inner.type === 'true' };
      case 'none':
      case 'null':
      case 'undefined':
      case 'unary_operator':
      case 'unary_expression':
        return { kind: 'scalar', range, value: null };
      default:
        return this.dictCall(inner, depth) ?? this.textOrVariable(inner, depth);
    }
  }

  private map(node: SyntaxNode, depth: number): SourceMap {
    const range = { start: node.startIndex, end: node.endIndex };
    return { kind: 'map', range, entries: this.members(node.namedChildren, depth) };
  }

  private items(list: SyntaxNode, depth: number): SourceValue[] {
    return withoutComments(list)
      .filter(({ type }) => !spreads.has(type))
      .map((item) => this.value(item, depth + 1));
  }

  private member(node: SyntaxNode, depth: number): SourceEntry | undefined {
    if (node.type === 'shorthand_property_identifier') {
      const keyRange = { start: node.startIndex, end: node.endIndex };
      const key = this.text.slice(keyRange.start, keyRange.end);
      return { key, keyRange, value: this.value(node, depth + 1) };
    }
    if (node.type !== 'pair' && node.type !== 'keyword_argument') return undefined;
    const key = node.childForFieldName(node.type === 'pair' ? 'key' : 'name');
    const value = node.childForFieldName('value');
    // Half typed: what the parser takes for the value may stand anywhere behind.
    if (!key || !value || node.namedChildren.some(({ type }) => type === 'ERROR')) return undefined;
    const name = this.keyText(key);
    const keyRange = { start: key.startIndex, end: key.endIndex };
    return name === undefined
      ? undefined
      : { key: name, keyRange, value: this.value(value, depth + 1) };
  }

  private keyText(key: SyntaxNode): string | undefined {
    switch (key.type) {
      case 'identifier':
      case 'property_identifier':
      case 'number':
        return this.text.slice(key.startIndex, key.endIndex);
      case 'string': {
        const said = this.texts.read(key, maxDepth, []);
        return said && piecesText(this.text, said.pieces);
      }
      default:
        return undefined;
    }
  }

  private number({ startIndex, endIndex }: SyntaxNode): number | null {
    const value = Number(this.text.slice(startIndex, endIndex).replaceAll('_', ''));
    return Number.isFinite(value) ? value : null;
  }

  /** Python's `dict(name=value)`. */
  private dictCall(node: SyntaxNode, depth: number): SourceMap | undefined {
    if (node.type !== 'call') return undefined;
    const callee = node.childForFieldName('function');
    const given = node.childForFieldName('arguments');
    if (callee?.type !== 'identifier' || !given || this.slice(callee) !== 'dict') return undefined;
    return this.map(given, depth);
  }

  private textOrVariable(node: SyntaxNode, depth: number): SourceValue {
    const said = this.texts.read(this.modelName(node) ?? node, depth, this.variables);
    if (said) return said;
    const range = { start: node.startIndex, end: node.endIndex };
    this.variables.push({ name: this.texts.nameOf(range), range });
    return { kind: 'string', range, pieces: [{ range, text: '' }] };
  }

  /** `openai("gpt-4o")`, `openai.chat("gpt-4o")`: the model's name. */
  private modelName(node: SyntaxNode): SyntaxNode | undefined {
    if (node.type !== 'call_expression') return undefined;
    const callee = node.childForFieldName('function');
    const given = node.childForFieldName('arguments');
    const provider = callee?.childForFieldName('object') ?? callee;
    if (!provider || given?.type !== 'arguments') return undefined;
    return providers.has(this.slice(provider)) ? withoutComments(given)[0] : undefined;
  }

  private slice({ startIndex, endIndex }: SyntaxNode): string {
    return this.text.slice(startIndex, endIndex);
  }
}

/** What a list takes from elsewhere, and what is half typed. */
const spreads: ReadonlySet<string> = new Set(['spread_element', 'list_splat', 'ERROR']);
