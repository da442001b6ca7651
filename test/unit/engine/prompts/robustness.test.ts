import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FormatHint, FormatId, PromptDocument } from '../../../../src/engine/prompts/document';
import { segmentText } from '../../../../src/engine/prompts/document';
import { detectFormat, parsePrompt } from '../../../../src/engine/prompts/formats';
import type { SyntaxParser } from '../../../../src/engine/prompts/syntax';
import { sourceParser } from '../../sourceParser';
import {
  checkDocument,
  corpus,
  filesIn,
  fixturesFolder,
  samplesFolder,
  type TestFile,
} from './checks';

const formatIds: readonly FormatId[] = [
  ...(['prompty', 'dotprompt', 'github-models', 'skill', 'cursor-rule', 'markdown'] as const),
  ...(['vscode-prompt', 'vscode-agent', 'vscode-chat-mode', 'vscode-instructions'] as const),
  ...(['always-on-instructions', 'memory'] as const),
  ...(['claude-agent', 'claude-command', 'claude-rule'] as const),
  ...([
    'promptfoo',
    'litellm',
    'langchain',
    'poml',
    'baml',
    'template',
    'chat',
    'source',
    'text',
  ] as const),
];

/** How many mutated files a run parses. */
const mutations = Number(process.env['MUTATIONS'] ?? 10_000);

/** The marks of the formats, which random text would hardly ever hit. */
const marks = [
  '--- ⏎|+++⏎|system:⏎|# user:⏎|![thread]⏎|{{|}}|{%|%}|{#|#}|{{{|}}}|{{#each x}}|{{/each}}|{%-|-%}',
  '{% raw %}|{% endraw %}|"|\'|\\|\\u00e9|\\ud800|{|}|[|]|:|,|⏎|name| |  |&a|*a|- |model: x⏎|inputs:⏎',
  '"messages":[|"role":"user"|"content":|${input:|$ARGUMENTS|](|@a/b|@| @a|#file:|`|```⏎|/*|<<: *a⏎|>-⏎  b⏎',
  '<poml>|<p |</p>|<tool name="a">|/>|<!--|-->|<let name="x">|#lt;|~|null|1e999|_type: few_shot⏎',
  'function F() -> A {|prompt #"|"#|client "a/b"|//|test T { functions [F]|prefix: a⏎|{{> p}}|{{^}}',
  '{{role "system"}}|{{history}}|create(|prompt=|messages=[|{"role":"user","content":|prompt`|${|)',
  '# costlens: prompt⏎|"""|f\'|// |A = "a"⏎| + |...|import openai⏎|"\\"|/[|---⏎',
]
  .flatMap((line) => line.replaceAll('⏎', '\n').split('|'))
  .concat('\r\n', '\r', '\uFEFF', '\ud83d', '\0', '|', '|\n  a\n');

let syntax: SyntaxParser;

function detect(hint: FormatHint, text: string): FormatId | undefined {
  return detectFormat(hint, text, syntax);
}

function parse(text: string, hint: FormatHint, format: FormatId): PromptDocument {
  return parsePrompt(text, hint, format, syntax);
}

describe('robustness of prompt formats', () => {
  before(async () => {
    syntax = await sourceParser();
  });

  it('says where JSON is nested too deeply, and counts what is beside it', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const text = `{"messages": [{"role": "user", "content": "hello"}], "x": ${deep}}`;
    const document = parsePrompt(text, { path: 'a.json' });
    assert.deepEqual(
      document?.issues.map(({ code, range }) => [code, range.start]),
      [['json-deep', text.indexOf('[[') + 199]],
    );
    assert.deepEqual(
      document.segments.map((segment) => segmentText(text, segment)),
      ['hello'],
    );
  });

  it('reads the name of a model without the blanks around it', () => {
    const text = '---\nmodel: |\n  gpt-4o\n---\nsystem:\nHello';
    const document = parsePrompt(text, { path: 'a.prompty' });
    assert.deepEqual(
      document?.models.map(({ value }) => value),
      ['gpt-4o'],
    );
  });

  it(`parses ${mutations} mutated files`, function () {
    this.timeout(600_000);
    const files = [...filesIn(fixturesFolder), ...filesIn(samplesFolder), ...(corpus() ?? [])];
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`      seed ${seed} (set SEED to repeat)`);
    const random = seededRandom(seed);
    for (let run = 0; run < mutations; run++) {
      const file = pick(files, random);
      const text = mutated(file.text, files, random);
      const hint = { path: file.path };
      const formatId = run % 4 === 0 ? pick(formatIds, random) : detect(hint, text);
      if (!formatId) continue;
      try {
        checkDocument(text, parse(text, hint, formatId));
      } catch (error) {
        throw new Error(`seed ${seed}, run ${run}, ${file.path} as ${formatId}`, { cause: error });
      }
    }
  });

  it('keeps every invariant on text made of the formats’ own marks', function () {
    this.timeout(60_000);
    const mark = fc.constantFrom(...marks);
    const text = fc.array(mark, { maxLength: 40 }).map((parts) => parts.join(''));
    const paths = [
      'a.prompty',
      'a.prompt.md',
      'CLAUDE.md',
      '.claude/commands/a.md',
      'a.json',
      'a.jsonl',
      'prompts/a.hbs',
      'a.py',
      'a.ts',
    ];
    fc.assert(
      fc.property(
        text,
        fc.constantFrom(...paths),
        fc.constantFrom(...formatIds),
        (source, path, id) => {
          checkDocument(source, parse(source, { path }, id));
          const front = `---\n${source}\n---\n${source}`;
          checkDocument(front, parse(front, { path }, id));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('counts the body of a Markdown prompt to the letter', function () {
    this.timeout(20_000);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (body) => {
        const source = `---\nmodel: gpt-4o\n---\n${body}`;
        const [segment] = parse(source, { path: 'AGENTS.md' }, 'markdown').segments;
        assert.ok(segment);
        assert.equal(segmentText(source, segment), body);
      }),
    );
  });

  it('decodes the strings of a request as JSON.parse does', function () {
    this.timeout(20_000);
    const content = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', 'a\udfff'));
    fc.assert(
      fc.property(fc.array(content, { minLength: 1 }), fc.boolean(), (contents, pretty) => {
        const request = { messages: contents.map((text) => ({ role: 'user', content: text })) };
        const json = JSON.stringify(request, null, pretty ? 2 : 0);
        const escaped = json.replace(/[\u0080-\uffff]/g, escapeUnit);
        for (const source of [json, escaped]) {
          const document = parse(source, { path: 'a.json' }, 'chat');
          checkDocument(source, document);
          assert.deepEqual(document.issues, []);
          const texts = document.segments.map((segment) => segmentText(source, segment));
          assert.deepEqual(texts, contents);
        }
      }),
    );
  });

  describe('takes time in proportion to the file', () => {
    const fill = (unit: string, path: string, before = '', after = ''): Case => ({
      path,
      text: (megabytes) =>
        before + unit.repeat(Math.ceil((megabytes * 1_000_000) / unit.length)) + after,
    });
    const ordinary: Record<string, Case> = {
      'a Markdown file': fill('Be brief. See [this](a.md) and #file:b.ts.\n', 'AGENTS.md'),
      'a prompty': fill(
        'user:\nHello {{name}}, this is a sentence as people write them in a prompt.\n\n',
        'a.prompty',
        '---\nmodel: gpt-4o\n---\n',
      ),
      'a request': fill(
        'A sentence, then a line break.\\n',
        'a.json',
        '{"messages":[{"role":"user","content":"',
        '"}]}',
      ),
      'JSON lines': fill(
        '{"messages":[{"role":"user","content":"Say \\"yes\\", or say no: as you like."}]}\n',
        'a.jsonl',
      ),
    };
    const hostile: Record<string, Case> = {
      'open brackets': fill('[', 'a.prompt.md'),
      'open links': fill('[a](', 'a.prompt.md'),
      'open variables': fill('${input:', 'a.prompt.md'),
      'open imports': fill(' @a.b`', 'CLAUDE.md'),
      'imports in lines': fill('- @a\n', 'CLAUDE.md'),
      'a long import': fill('@/.', 'CLAUDE.md', ' '),
      'open code spans': {
        path: 'CLAUDE.md',
        text: (megabytes) =>
          Array.from({ length: megabytes * 1400 }, (_, run) => '`'.repeat(run + 4)).join(' '),
      },
      'dollar signs': fill('$1$', '.claude/commands/a.md'),
      'open tags': fill('{{', 'a.prompty'),
      'open tags with strings': fill("{{'}}'", 'a.prompty'),
      'open strings with escapes': fill("{{ \\' ", 'a.prompty', '', '}}'),
      'open raw blocks': fill('{% raw %}', 'a.prompty'),
      'open comments': fill('{#', 'a.prompty'),
      images: fill('![', 'a.prompty', '---\nsample: {}\n---\n'),
      'role lines of blanks': fill(`${' '.repeat(998)}\n`, 'a.prompty'),
      fences: fill('--- a\n', 'a.prompty', '---\n'),
      'open lists': fill('[', 'a.json', '{"messages":'),
      'stray brackets': fill('[}', 'a.json', '{"messages":'),
      'open maps': fill('{"a":', 'a.json'),
      escapes: fill('\\n', 'a.json', '{"messages":[{"role":"user","content":"', '"}]}'),
      'short runs between escapes': fill(
        'a\\n',
        'a.json',
        '{"messages":[{"role":"user","content":"',
        '"}]}',
      ),
      'open markup': fill('<p a="', 'a.poml', '<poml>'),
      'open elements': fill('<p>a ', 'a.poml', '<poml>'),
      'stray ends of elements': fill('</b>', 'a.poml', `<poml>${'<p>'.repeat(300)}`),
      'open comments of markup': fill('<!--', 'a.poml', '<poml>'),
      'block strings': fill('####', 'a.baml'),
      'open strings of BAML': fill('"\\"', 'a.baml'),
      functions: fill('function F(a: string) -> A {\n prompt #"\n  {{a}}\n "#\n}\n', 'a.baml'),
      'tests of functions': fill('test F { functions [F] args { a "b" } }\n', 'a.baml'),
      'open sections': fill('{{#each a}}', 'prompts/a.hbs'),
      'braces of a format string': fill('{a', 'a.json', '{"_type":"prompt","template":"', '"}'),
      'YAML in one line': fill('{a: b}', 'a.prompt.yml'),
      'YAML messages': fill(
        '- { role: user, content: "a\\nb {{c}}" }\n',
        'a.prompt.yml',
        'messages:\n',
      ),
      'YAML aliases': fill('- *a\n', 'promptfooconfig.yaml', 'x: &a [1]\nprompts:\n'),
      'a prompt with examples': fill(
        '- { a: b }\n',
        'a.yaml',
        `_type: few_shot\nexample_prompt: { template: "{a}${'x'.repeat(5000)}" }\nexamples:\n`,
      ),
      'calls in calls': fill('create(prompt=', 'a.py', 'import openai\n'),
      'calls in objects': fill('create({ a: ', 'a.js', "import 'openai'\n"),
      'calls of names': fill('create({ prompt: a, b })\n', 'a.js', "import 'openai'\n"),
      'calls of texts': fill('create({ prompt: `a ${b}`, c })\n', 'a.js', "import 'openai'\n"),
      'marked strings': fill('# costlens: prompt\nA = f"a {b} \\n"\n', 'a.py'),
      'open templates': fill('prompt`${', 'a.js'),
      'open regular expressions': fill('(/[', 'a.js', 'prompt`a`'),
      'open fields of f-strings': fill('f"{a" ', 'a.py', '# costlens: prompt\n'),
      'brackets in a call': fill('[', 'a.py', 'import openai\ncreate(system='),
      'a sum of texts': fill('"a" + ', 'a.ts', 'import "openai";\ncreate({ system: ', 'b })'),
      'texts side by side': fill('"a" ', 'a.py', 'import openai\ncreate(system=', ')'),
      'names that build on names': fill('A = A + "a"\nB = A\n', 'a.py', '# costlens: prompt\n'),
      'a constant used over and over': fill(
        'create(prompt=A)\n',
        'a.py',
        `import openai\nA = "${'a'.repeat(100_000)}"\n`,
      ),
      'escapes in a template': fill('a\\n', 'a.ts', '// costlens: prompt\nA = `', '`'),
      'fields of an f-string': fill('{a}', 'a.py', '# costlens: prompt\nA = f"', '"'),
      'lines that are dedented': fill('  a\n', 'a.py', '# costlens: prompt\ndedent(, )'),
      'marks without a text': fill('# costlens: prompt\n', 'a.py'),
      'open calls side by side': fill('create(prompt="a", ', 'a.py', 'import openai\n'),
      'templates with types': fill('prompt<A>`a`;', 'a.ts'),
      'open elements of JSX': fill('<p a={', 'a.tsx', 'prompt`a`'),
      'open comments in code': fill('/*\n', 'a.ts', 'prompt`a`\n'),
      'open triple quotes': fill('a\n', 'a.py', '# costlens: prompt\nA = """'),
      'a line of code': fill('a(b);', 'a.js', '// costlens: prompt\n'),
      'open comments in lines': fill('/*\n', 'a.jsonl'),
      'open strings in lines': fill('{"messages":[{"role":"user","content":"a\n', 'a.jsonl'),
    };
    for (const [name, { path, text }] of Object.entries(ordinary)) timed(name, path, text(10));
    for (const [name, { path, text }] of Object.entries(hostile)) timed(name, path, text(1));
  });
});

interface Case {
  readonly path: string;
  readonly text: (megabytes: number) => string;
}

/** Many times what it takes; a way that took time with the square of the length would need hours. */
const patience = 60;

function timed(name: string, path: string, text: string): void {
  it(`${name}: ${(text.length / 1e6).toFixed(0)} MB`, function () {
    this.timeout(120_000);
    const formatId = detect({ path }, text) ?? (path.includes('.json') ? 'chat' : 'source');
    const start = performance.now();
    const document = parse(text, { path }, formatId);
    const seconds = (performance.now() - start) / 1000;
    assert.equal(document.format, formatId);
    assert.ok(seconds < patience, `took ${seconds.toFixed(1)} s`);
    if (process.env['TIMES']) console.log(`        ${seconds.toFixed(2)} s`);
  });
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A small generator of numbers from 0 to below 1 (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)];
  assert.ok(item !== undefined);
  return item;
}

/** The text with one to five accidents: parts dropped, doubled, moved, cut, or taken from elsewhere. */
function mutated(text: string, files: readonly TestFile[], random: () => number): string {
  let result = text.slice(0, 20_000);
  for (let count = 1 + Math.floor(random() * 5); count > 0; count--) {
    const at = Math.floor(random() * (result.length + 1));
    const end = Math.min(result.length, at + Math.floor(random() * 200));
    const other = pick(files, random).text;
    const from = Math.floor(random() * other.length);
    const accidents = [
      () => result.slice(0, at) + result.slice(end),
      () => result.slice(0, end) + result.slice(at),
      () => result.slice(0, at),
      () => result.slice(0, at) + other.slice(from, from + 300) + result.slice(end),
      () => result.slice(0, at) + pick(noise, random) + result.slice(at),
      () => result.replaceAll('\n', pick(['\r\n', '\r', '\n\n', ' '], random)),
    ];
    result = pick(accidents, random)();
  }
  return result;
}

const noise = [
  ...[
    '---\n',
    '{{',
    '}}',
    '{%',
    '"',
    "'",
    '\\',
    '{',
    '}',
    '[',
    ']',
    ': ',
    '- ',
    '\t',
    '*',
    '&',
    '!',
  ],
  ...['\u2028', '\ud83d', '\0', '\uFEFF', '|\n', '${', '\\u12', 'user:\n', '#}', ',', '/*', '//'],
];
