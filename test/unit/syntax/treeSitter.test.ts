import assert from 'node:assert/strict';
import type { GrammarName } from '../../../src/engine/prompts/syntax';
import { TreeSitter } from '../../../src/syntax/treeSitter';
import { syntaxFile } from '../sourceParser';

/** The tree's root, as far as these tests look at it. */
function rootOf(parser: TreeSitter, grammar: GrammarName, text: string): string | undefined {
  return parser.parse(grammar, text, ({ type, endIndex }) => `${type} ${String(endIndex)}`);
}

describe('TreeSitter', function () {
  this.timeout(120_000);
  let parser: TreeSitter;
  /** Milliseconds that pass between two looks at the clock; the real ones where undefined. */
  let tick: number | undefined;
  let clock = 0;

  before(async () => {
    parser = await TreeSitter.start(await syntaxFile('runtime'), () =>
      tick === undefined ? performance.now() : (clock += tick),
    );
    await parser.addGrammar('python', await syntaxFile('python'));
    await parser.addGrammar('tsx', await syntaxFile('tsx'));
  });

  afterEach(() => {
    tick = undefined;
  });

  it('parses nothing in a language whose grammar it has not', () => {
    assert.equal(rootOf(parser, 'typescript', 'a'), undefined);
    assert.equal(parser.failure, undefined);
  });

  it('starts once in a thread', async () => {
    const runtime = await syntaxFile('runtime');
    await assert.rejects(
      TreeSitter.start(runtime, () => 0),
      /started before/,
    );
  });

  it('frees its trees', () => {
    // One of them takes some 20 MB; kept, they would soon be more than the memory may have.
    const text = '['.repeat(100_000);
    for (let run = 0; run < 50; run++) assert.equal(rootOf(parser, 'tsx', text), 'ERROR 100000');
    assert.equal(parser.failure, undefined);
  });

  it('gives a parse up that takes too long, and parses the next', () => {
    tick = 1000;
    assert.equal(rootOf(parser, 'python', 'a = b\n'.repeat(2000)), undefined);
    tick = 0;
    assert.equal(rootOf(parser, 'python', 'a = b\n'), 'module 6');
    assert.equal(parser.failure, undefined);
  });

  const hostile: Readonly<Record<string, readonly [GrammarName, string]>> = {
    'brackets in brackets': ['python', '['.repeat(100_000)],
    'brackets in brackets, closed': ['tsx', `${'('.repeat(100_000)}a${')'.repeat(100_000)}`],
    'a line of a megabyte': ['tsx', `x = "${'a'.repeat(1_000_000)}"`],
    'strings that do not close': ['python', `"""${"a '".repeat(50_000)}`],
    'comments that do not close': ['tsx', '/*\n'.repeat(100_000)],
    'regular expressions that do not close': ['tsx', '(/['.repeat(50_000)],
    'templates in templates': ['tsx', `${'`${'.repeat(50_000)}a${'}`'.repeat(50_000)}`],
    'nothing but null characters': ['python', '\0'.repeat(100_000)],
    'halves of surrogate pairs': ['tsx', '\ud83d'.repeat(100_000)],
    indentation: [
      'python',
      Array.from({ length: 1000 }, (_, n) => `${' '.repeat(n)}if a:\n`).join(''),
    ],
  };
  for (const [name, [grammar, text]] of Object.entries(hostile)) {
    it(`survives ${name}`, () => {
      rootOf(parser, grammar, text);
      assert.equal(parser.failure, undefined);
      assert.equal(rootOf(parser, grammar, 'a'), grammar === 'tsx' ? 'program 1' : 'module 1');
    });
  }

  it('leaves errors of the reader alone', () => {
    assert.throws(() => {
      parser.parse('tsx', 'a', () => {
        throw new TypeError('of the reader');
      });
    }, /of the reader/);
    assert.equal(rootOf(parser, 'tsx', 'a'), 'program 1');
  });

  // The last test: nothing can be parsed after it.
  it('says so where the runtime gave up, and parses no more', () => {
    // Generic arrow functions or JSX, on and on: freeing what might have been takes too many calls.
    assert.equal(rootOf(parser, 'tsx', '<T>('.repeat(250_000)), undefined);
    parser.parse('tsx', 'a', () => {
      throw new RangeError('as the host has it where calls are nested too deeply');
    });
    assert.match(parser.failure ?? '', /^(?:Range|Runtime)Error/);
    assert.equal(rootOf(parser, 'tsx', 'a'), undefined);
  });
});
