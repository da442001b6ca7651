import { Language, Parser, type Tree } from 'web-tree-sitter';
import type { GrammarName, SyntaxNode, SyntaxParser } from '../engine/prompts/syntax';

/** Pages of WebAssembly memory have this many bytes. */
const pageBytes = 65_536;
const initialBytes = 32 * 2 ** 20;
/** Ten million characters of ordinary code take 430 MB; hostile ones take as much as they get. */
const largestBytes = 2 ** 30;
/** A parse that has come so far is ended: where memory can't grow the runtime gives up for good. */
const endingBytes = (3 / 4) * largestBytes;

/**
 * The runtime frees some structures recursively. Its own stack has 64 KB above its static data, and
 * nothing checks its end: deep code would silently overwrite them. On this stack the host's own
 * limit of calls is reached first, which is an error that can be caught.
 */
const stackBytes = 8 * 2 ** 20;

/** Units of text that the runtime takes at once, which fit its buffer of 10 KB. */
const chunkLength = 5000;

/** How long a parse may take, in milliseconds: for any text, and for each of its UTF-16 code units. */
const patienceMs = 2000;
const patienceMsPerUnit = 0.003;

/** What Node, browsers and web workers have of WebAssembly, as far as it is used here. */
interface WebAssemblyApi {
  readonly Memory: new (pages: { initial: number; maximum: number }) => Memory;
  readonly Instance: new (module: CompiledModule, imports: Imports) => Instance;
  readonly RuntimeError: new () => Error;
  compile(bytes: Uint8Array): Promise<CompiledModule>;
}
interface Memory {
  readonly buffer: ArrayBuffer;
}
interface Variable {
  value: number;
}
interface CompiledModule {
  readonly [Symbol.toStringTag]: string;
}
/** What the runtime is linked with, in Emscripten's names. */
interface Imports {
  readonly env: { readonly __stack_pointer: Variable };
}
interface Instance {
  readonly exports: { readonly malloc: (bytes: number) => number };
}
const wasm = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;

interface Started {
  readonly stackPointer: Variable;
  readonly malloc: (bytes: number) => number;
}

/**
 * Tree-sitter behind the engine's port. A thread has one: the runtime keeps its state in globals of
 * its package.
 */
export class TreeSitter implements SyntaxParser {
  private readonly languages = new Map<GrammarName, Language>();
  private readonly parser = new Parser();
  private brokenBy: string | undefined;

  private constructor(
    private readonly memory: Memory,
    private readonly now: () => number,
  ) {}

  /**
   * @param runtime the bytes of `web-tree-sitter.wasm`.
   * @param now milliseconds, monotone.
   */
  static async start(runtime: Uint8Array, now: () => number): Promise<TreeSitter> {
    const memory = new wasm.Memory({
      initial: initialBytes / pageBytes,
      maximum: largestBytes / pageBytes,
    });
    moveStack(await initialize(runtime, memory));
    return new TreeSitter(memory, now);
  }

  /**
   * Why nothing can be parsed any more: the runtime gave up in the middle of a parse, and its memory
   * is in no known state. Undefined where all is well.
   */
  get failure(): string | undefined {
    return this.brokenBy;
  }

  /** Takes a grammar in. */
  async addGrammar(name: GrammarName, grammar: Uint8Array): Promise<void> {
    this.languages.set(name, await Language.load(grammar));
  }

  parse<T>(
    grammar: GrammarName,
    text: string,
    read: (root: SyntaxNode) => T & NonNullable<unknown>,
  ): T | undefined {
    const language = this.languages.get(grammar);
    if (!language || this.brokenBy !== undefined) return undefined;
    try {
      this.parser.setLanguage(language);
      const tree = this.treeOf(text);
      if (!tree) return undefined;
      try {
        return read(tree.rootNode);
      } finally {
        tree.delete();
      }
    } catch (error) {
      if (!isOfRuntime(error)) throw error;
      this.brokenBy = String(error);
      return undefined;
    }
  }

  /** Null where the parse takes too much time or memory. */
  private treeOf(text: string): Tree | null {
    const deadline = this.now() + patienceMs + patienceMsPerUnit * text.length;
    let isOver = false;
    const mustEnd = (): boolean => {
      if (this.memory.buffer.byteLength > endingBytes) this.brokenBy = 'out of memory';
      return (isOver ||= this.brokenBy !== undefined || this.now() > deadline);
    };
    // The runtime asks between its steps whether to go on. In one step it may read all the rest of
    // the text in search of a token's end, and again for the next token: then the text ends early.
    const tree = this.parser.parse((at) => (mustEnd() ? '' : chunkAt(text, at)), null, {
      progressCallback: mustEnd,
    });
    if (!mustEnd()) return tree;
    tree?.delete();
    this.parser.reset();
    return null;
  }
}

/** The text from an offset on, as much as is taken at once; a pair of surrogates stays together. */
function chunkAt(text: string, at: number): string {
  const end = at + chunkLength;
  const isSplit = /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
  return text.slice(at, isSplit ? end - 1 : end);
}

/** A trap, an allocation that failed, or calls nested too deeply: none of them is this code's. */
function isOfRuntime(error: unknown): boolean {
  return error instanceof wasm.RuntimeError || error instanceof RangeError;
}

/** Starts the runtime in a memory; see `instantiateWasm` in Emscripten's documentation. */
async function initialize(runtime: Uint8Array, memory: Memory): Promise<Started> {
  const module = await wasm.compile(runtime);
  const started: Started[] = [];
  await Parser.init({
    wasmMemory: memory,
    // What it writes there, it throws too.
    printErr: () => undefined,
    instantiateWasm: (imports: Imports, receive: (...made: [unknown, unknown]) => void) => {
      const instance = new wasm.Instance(module, imports);
      const { malloc } = instance.exports;
      started.push({ stackPointer: imports.env.__stack_pointer, malloc });
      receive(instance, module);
    },
  });
  const [linked] = started;
  if (!linked) throw new Error('tree-sitter has been started before in this thread');
  return linked;
}

/** Gives the runtime a stack of its own size. Side modules, the grammars, share its pointer. */
function moveStack({ stackPointer, malloc }: Started): void {
  // The stack grows downwards and is aligned to 16 bytes.
  const base = malloc(stackBytes);
  if (base === 0) throw new Error('no memory for the stack of tree-sitter');
  stackPointer.value = (base + stackBytes) & ~15;
}
