import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PromptDocument } from '../../../../src/engine/prompts/document';
import { segmentText } from '../../../../src/engine/prompts/document';
import { detectFormat, parsePrompt } from '../../../../src/engine/prompts/formats';
import type { SyntaxParser } from '../../../../src/engine/prompts/syntax';
import { sourceParser } from '../../sourceParser';
import { checkDocument } from './checks';

let syntax: SyntaxParser;

function parse(text: string, path: string): PromptDocument {
  const document = parsePrompt(text, { path }, 'source', syntax);
  checkDocument(text, document);
  return document;
}

/** Each segment's role and text, in order. */
function said(text: string, path: string): string[] {
  return parse(text, path).segments.map(
    (segment) => `${segment.role}: ${segmentText(text, segment)}`,
  );
}

describe('prompts in source code', () => {
  before(async () => {
    syntax = await sourceParser();
  });

  /** What stands in a file, and what of it is counted. */
  const cases: Readonly<Record<string, readonly [string, string, string[]]>> = {
    'a name that is given two values is a variable': [
      'a.py',
      'X = "a"\nX = "b"\ncreate(system="c" + X)',
      ['system: c'],
    ],
    'a name that is given a value and changed is a variable': [
      'a.ts',
      'let x = "a"; x += "b"; create({ system: "c" + x });',
      ['system: c'],
    ],
    'names may build on names': [
      'a.ts',
      'const a = "1"; const b = a + "2"; const c = `${b}3`; create({ system: c });',
      ['system: 123'],
    ],
    'a call inside a call that says nothing is found': [
      'a.py',
      'create(prompt=create(prompt=create(prompt="a")))',
      ['user: a'],
    ],
    'an argument that is nothing is none': ['a.py', 'create(system=None, prompt="a")', ['user: a']],
    'optional chains and type arguments are no obstacle': [
      'a.ts',
      'await client?.messages?.create<Reply>({ system: "a" }); await generateText<T>({ prompt: "b" });',
      ['system: a', 'user: b'],
    ],
    'assertions and generic functions are TypeScript in a .ts file': [
      'a.ts',
      'const id = <T>(x: T) => x; create({ system: <string>"a" + ("b" as const)! });',
      ['system: ab'],
    ],
    'comparisons are no type arguments in JavaScript': [
      'a.js',
      'const y = a < b && c > (d); create({ prompt: "a" })',
      ['user: a'],
    ],
    'an object may be given behind other arguments, and with a type': [
      'a.ts',
      'run.stream(id, { prompt: "a" } satisfies Options)',
      ['user: a'],
    ],
    'a template may have types before it': [
      'a.ts',
      'f(prompt<A, B<C>>`a${x}`, prompt<{ a: string[] }>`b`); const no = (x < y) > `c`;',
      ['none: a', 'none: b'],
    ],
    'a slash divides or begins a regular expression': [
      'a.js',
      'x = a / b / create({ prompt: "a" }); y = /["`]/.test(z) ? /[/`]/ : 1; create({ prompt: "b" });',
      ['user: a', 'user: b'],
    ],
    'text and attributes of JSX are no strings': [
      'a.jsx',
      '<a b="create({ prompt: `no` })">It\'s `one` {create({ prompt: "a" })} "quote</a>',
      ['user: a'],
    ],
    'comments stand anywhere': [
      'a.py',
      'create( # system="x"\n  system=( # "y"\n  "a" # "z"\n  "b"))',
      ['system: ab'],
    ],
    'both branches of a condition count': [
      'a.ts',
      'create({ system: x ? "a" : `b`, prompt: `c${y ? "d" : ""}` });',
      ['system: ab', 'user: cd'],
    ],
    'the escapes are those of the language': [
      'a.py',
      String.raw`create(prompt="\d\x41\101\u00e9\U0001F600\'\/" r"\n" b'\t' "\N{DASH}")`,
      [`user: ${String.raw`\dAA`}é😀'${String.raw`\/\n`}\t${String.raw`\N{DASH}`}`],
    ],
    'the escapes are those of JavaScript in a script': [
      'a.js',
      `create({ prompt: ${String.raw`'\d\x41\101\u00e9\u{1F600}\'\/\0' + String.raw${'`'}\n${'`'}`} })`,
      [`user: dAAé😀'/\0${String.raw`\n`}`],
    ],
    'a backslash takes a line end away': [
      'a.py',
      'create(prompt="""\\\r\na\\\r\nb\r\nc\rd""")',
      ['user: ab\nc\nd'],
    ],
    'what dedent leaves is counted': [
      'a.py',
      'create(prompt=textwrap.dedent("""\n\t\n    a\n      b{x}\n   \n    c\n""").lstrip())',
      ['user: a\n  b{x}\n\nc\n'],
    ],
    'a variable is text where lines are dedented': [
      'a.py',
      'create(prompt=dedent(f"""\\\n  {x}\n    a\n  """))',
      ['user: \n  a\n'],
    ],
    'a list of texts is joined': [
      'a.ts',
      'create({ system: ["a", `b`, c].join(" | "), prompt: ["d", "e"].join() });',
      ['system: a | b | ', 'user: d,e'],
    ],
    'a marked list of messages is a conversation': [
      'a.ts',
      '// costlens: prompt\nexport const M: Message[] = [{ role: "system", content: "a" }, { content: "b", role: "user" }];',
      ['system: a', 'user: b'],
    ],
    'a mark is for the next text, not for a key': [
      'a.py',
      '# costlens: prompt role=system\nX = {"key": "a"}\nY = "b"',
      ['system: a'],
    ],
    'a mark goes three lines far': [
      'a.py',
      '# costlens: prompt\n\n\nX = "a"\n# costlens: prompt\n\n\n\nY = "b"',
      ['none: a'],
    ],
    'a comment that speaks of the marker marks nothing': [
      'a.py',
      '# Use `costlens: prompt`.\nX = "a"',
      [],
    ],
    'what is whole of a call that is not closed is read': [
      'a.py',
      'x = 1\nclient.create(model="m", system="a", messages=[{"role": "user", "content": "b"}',
      ['system: a'],
    ],
    'an object that is not closed is read as well': [
      'a.ts',
      'foo(); create({ model: "m", system: "a", prompt: "b", ',
      ['system: a', 'user: b'],
    ],
    'a value that is missing takes none from elsewhere': [
      'a.py',
      'create(system="a", prompt=)\nx = create(prompt="b")',
      ['system: a', 'user: b'],
    ],
    'names of every object are names as others': [
      'a.js',
      'create({ constructor: 1, prompt: "a".toString() + "b", messages: [{ role: "constructor", content: "c" }] })',
      ['user: b', 'none: c'],
    ],
    'half an expression does not spoil the rest': [
      'a.ts',
      'const a = create({ prompt: "a" });\nconst b = foo(\n\nconst c = create({ prompt: `b${}` });',
      ['user: a', 'user: b'],
    ],
  };
  for (const [title, [path, text, expected]] of Object.entries(cases)) {
    it(title, () => {
      assert.deepEqual(said(text, path), expected);
    });
  }

  it('counts any text that JSON.stringify writes as what it was', () => {
    const content = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', 'a\udfff'));
    fc.assert(
      fc.property(content, fc.constantFrom('\n', '\r\n'), (text, lineEnd) => {
        const literal = JSON.stringify(text);
        // A key with an astral character before it, to move offsets in bytes and in code points.
        const script = `/* 😀 é */${lineEnd}create({ prompt: ${literal} })`;
        const python = `# 😀 é${lineEnd}create(prompt=${literal})`;
        for (const [path, source] of [
          ['a.js', script],
          ['a.ts', script],
          ['a.py', python],
        ] as const) {
          const [segment] = parse(source, path).segments;
          assert.equal(segment && segmentText(source, segment), text === '' ? undefined : text);
        }
      }),
    );
  });

  it('counts what stands between the quotes, wherever that is', () => {
    const unit = fc.constantFrom(
      'a',
      ' ',
      '\n',
      '😀',
      'é',
      '\ud83d',
      '\ude00',
      '\u2028',
      '{x}',
      '#',
    );
    const content = fc.array(unit, { minLength: 1 }).map((units) => `a${units.join('')}a`);
    fc.assert(
      fc.property(content, content, fc.boolean(), (comment, text, hasMark) => {
        const mark = hasMark ? '\uFEFF' : '';
        const python = `${mark}'''${comment}'''\ncreate(prompt="""${text}""")`;
        const script = `${mark}/*${comment}*/\ncreate({ prompt: \`${text}\` })`;
        for (const [path, source] of [
          ['a.py', python],
          ['a.js', script],
        ] as const) {
          const [segment] = parse(source, path).segments;
          assert.ok(segment);
          assert.equal(segmentText(source, segment), text);
          assert.equal(source.slice(segment.range.start, segment.range.end), text);
        }
      }),
    );
  });

  it('says so where source code can not be parsed, and never throws', () => {
    const unread: SyntaxParser = { parse: () => undefined };
    const marked = '# costlens: prompt\nX = "a"';
    const called = 'import openai\ncreate(prompt="a")';
    assert.equal(detectFormat({ path: 'a.py' }, marked, unread), 'source');
    assert.equal(detectFormat({ path: 'a.py' }, called, unread), undefined);
    assert.equal(detectFormat({ path: 'a.py' }, marked), undefined);
    for (const parser of [unread, undefined]) {
      const { segments, issues, requests } = parsePrompt(
        marked,
        { path: 'a.py' },
        'source',
        parser,
      );
      assert.deepEqual(segments, []);
      assert.equal(requests, 1);
      assert.deepEqual(
        issues.map(({ code }) => code),
        ['source-unread'],
      );
    }
  });

  it('reads ten million characters and says that the rest is not', function () {
    this.timeout(120_000);
    const text = `create(prompt="a")\n${'#'.repeat(10_000_000)}\ncreate(prompt="b")\n`;
    const { segments, issues } = parse(text, 'a.py');
    assert.equal(segments.length, 1);
    assert.deepEqual(
      issues.map(({ code, range }) => [code, range.start]),
      [['source-long', 10_000_000]],
    );
  });
});
