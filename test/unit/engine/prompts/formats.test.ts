import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FormatHint, FormatId, PromptDocument } from '../../../../src/engine/prompts/document';
import { segmentText } from '../../../../src/engine/prompts/document';
import { detectFormat, parsePrompt } from '../../../../src/engine/prompts/formats';
import type { SyntaxParser } from '../../../../src/engine/prompts/syntax';
import { sourceParser } from '../../sourceParser';
import { checkDocument, corpus, filesIn, fixturesFolder, outline, samplesFolder } from './checks';

/** All that files are recognised as; "markdown" is what is counted on request. */
const formatIds: readonly FormatId[] = [
  ...(['prompty', 'dotprompt', 'github-models', 'skill', 'cursor-rule'] as const),
  ...(['vscode-prompt', 'vscode-agent', 'vscode-chat-mode', 'vscode-instructions'] as const),
  ...(['always-on-instructions', 'memory', 'windsurf-rule'] as const),
  ...(['claude-agent', 'claude-command', 'claude-rule'] as const),
  ...(['promptfoo', 'litellm', 'langchain', 'poml', 'baml', 'template'] as const),
  ...(['chat', 'source', 'text'] as const),
];

let syntax: SyntaxParser;

function detect(hint: FormatHint, text: string): FormatId | undefined {
  return detectFormat(hint, text, syntax);
}

function parse(text: string, hint: FormatHint, format?: FormatId): PromptDocument | undefined {
  return parsePrompt(text, hint, format, syntax);
}

describe('prompt formats', () => {
  before(async () => {
    syntax = await sourceParser();
  });

  describe('fixtures', () => {
    const fixtures = filesIn(fixturesFolder).filter((file) => !file.path.endsWith('.golden.json'));
    for (const { path: file, text } of fixtures) {
      it(`${file} parses as its golden file says`, () => {
        const document = parse(text, { path: file });
        assert.ok(document, 'is recognised');
        checkDocument(text, document);
        const actual = outline(text, document);
        const golden = path.join(fixturesFolder, `${file}.golden.json`);
        if (process.env['UPDATE_GOLDEN'] === '1') {
          writeFileSync(golden, `${JSON.stringify(actual, null, 2)}\n`);
        }
        assert.ok(existsSync(golden), 'has a golden file: UPDATE_GOLDEN=1 writes it, then read it');
        assert.deepEqual(actual, JSON.parse(readFileSync(golden, 'utf8')));
      });

      it(`${file} has the same structure with CR LF`, () => {
        const crlf = text.replaceAll('\n', '\r\n');
        const document = parse(crlf, { path: file });
        assert.ok(document);
        checkDocument(crlf, document);
        const original = parse(text, { path: file });
        assert.ok(original);
        const unix = (value: unknown): string =>
          JSON.stringify(value).replaceAll('\\r\\n', '\\n').replaceAll('\\\\r\\\\n', '\\\\n');
        const withCrlf = outlineOf(crlf, document);
        const withLf = outlineOf(text, original);
        assert.equal(unix(withCrlf.text), unix(withLf.text));
        assert.equal(unix(withCrlf.shape), unix(withLf.shape));
      });

      it(`${file} is parsed alike behind a byte-order mark`, () => {
        const marked = `\uFEFF${text}`;
        const document = parse(marked, { path: file });
        const original = parse(text, { path: file });
        assert.ok(document && original);
        checkDocument(marked, document);
        const texts = (source: string, { segments }: typeof document): string[] =>
          segments.map((segment) => segmentText(source, segment));
        assert.deepEqual(texts(marked, document), texts(text, original));
      });
    }
  });

  it('parses the samples without an issue', () => {
    const samples = filesIn(samplesFolder).filter(({ path: file }) => !file.endsWith('.yaml'));
    assert.ok(samples.length > 0);
    for (const { path: file, text } of samples) {
      const document = parse(text, { path: file });
      if (!document) continue;
      checkDocument(text, document);
      assert.deepEqual(document.issues, [], file);
    }
  });

  it('are each shown by a fixture and by a sample', () => {
    const formatsIn = (folder: string): (FormatId | undefined)[] =>
      filesIn(folder).map(({ path: file, text }) => detect({ path: file }, text));
    const [fixtures, samples] = [formatsIn(fixturesFolder), formatsIn(samplesFolder)];
    for (const format of formatIds) {
      assert.ok(fixtures.includes(format), `${format} has a fixture`);
      assert.ok(samples.includes(format), `${format} has a sample`);
    }
  });

  describe('detection', () => {
    const cases: readonly (readonly [string, string | undefined, string?, string?])[] = [
      ['a/b/chat.prompty', 'prompty'],
      ['C:/repo/.github/prompts/x.prompt.md', 'vscode-prompt'],
      ['AGENTS.md', 'always-on-instructions'],
      ['pkg/AGENTS.md', 'always-on-instructions'],
      ['.cursorrules', 'always-on-instructions'],
      ['CLAUDE.md', 'memory'],
      ['pkg/CLAUDE.local.md', 'memory'],
      ['GEMINI.md', 'memory'],
      ['AGENTS.override.md', 'always-on-instructions'],
      ['.clinerules/style.md', 'always-on-instructions'],
      ['.github/agents/reviewer.md', 'vscode-agent'],
      ['reviewer.agent.md', 'vscode-agent'],
      ['plan.chatmode.md', 'vscode-chat-mode'],
      ['.github/instructions/ts.instructions.md', 'vscode-instructions'],
      ['.claude/commands/git/fix.md', 'claude-command'],
      ['.claude/rules/naming.md', 'claude-rule'],
      ['.claude/agents/team/lead.md', 'claude-agent'],
      ['.claude/settings.md', undefined],
      ['docs/agents/lead.md', undefined],
      ['.github/copilot-instructions.md', 'always-on-instructions'],
      ['copilot-instructions.md', undefined],
      ['README.md', undefined, '# Project\n'],
      ['notes.txt', undefined, 'You are a helpful assistant.'],
      ['Untitled-1', 'vscode-prompt', 'Hello', 'prompt'],
      ['Untitled-2', 'vscode-instructions', 'Hello', 'instructions'],
      ['Untitled-3', undefined, 'Hello', 'plaintext'],
      ['package.json', undefined, '{"name":"x","version":"1.0.0","scripts":{"prompt":"node ."}}'],
      ['messages.json', undefined, '{"messages":{"hello":"Hello"}}'],
      ['mail.json', undefined, '{"messages":[{"id":1,"subject":"Hi"}]}'],
      ['list.json', undefined, '["messages", "role"]'],
      ['openapi.json', undefined, '{"paths":{"/x":{"post":{"requestBody":{"content":{}}}}}}'],
      ['events.jsonl', undefined, '{"event":"login","body":{"user":1}}\n'],
      ['call.json', 'chat', '{"messages":[{"role":"user","content":"Hi"}]}'],
      ['half.json', 'chat', '{"model":"gpt-4o","messages":[{"role":"user","content":"Hi'],
      ['call.json', 'chat', '{"contents":[{"parts":[{"text":"Hi"}]}]}'],
      ['call.json', 'chat', '{"model":"gpt-5","input":"Hi","instructions":"Be brief"}'],
      ['set.jsonl', 'chat', '\n{"messages":[{"role":"user","content":"Hi"}]}\n'],
      ['typed.jsonl', 'chat', '{"mess\n{"messages":[{"role":"user","content":"Hi"}]}\n'],
      [
        'late.jsonl',
        undefined,
        `${'{}\n'.repeat(10)}{"messages":[{"role":"user","content":"Hi"}]}`,
      ],
      ['Untitled-4', 'chat', '[{"role":"user","content":"Hi"}]', 'json'],
      ['a.prompt', 'text', 'Say hello.'],
      ['a.prompt', 'dotprompt', '# licence\n\n---\nmodel: x/y\n---\nHi'],
      ['a.prompt', 'dotprompt', 'Hello {{name}}'],
      ['a.prompt.yml', 'github-models', ''],
      ['prompt.yml', undefined, 'messages: []'],
      ['.github/skills/x/SKILL.md', 'skill'],
      ['Untitled-5', 'skill', 'Hello', 'skill'],
      ['.cursor/rules/a.mdc', 'cursor-rule'],
      ['promptfooconfig.yaml', 'promptfoo'],
      ['evals/promptfooconfig.nightly.json', 'promptfoo', '{}'],
      ['gateway.yaml', 'litellm', 'model_list:\n  - litellm_params: {}\n'],
      ['docker-compose.yaml', undefined, 'services:\n  litellm:\n    image: litellm\n'],
      ['joke.yaml', 'langchain', '_type: prompt\ntemplate: Hi\n'],
      ['joke.json', 'langchain', '{"_type": "few_shot", "prefix": "Hi"}'],
      ['chain.yaml', undefined, '_type: llm_chain\n'],
      ['prompts/a.j2', 'template'],
      ['system_prompt.jinja2', 'template'],
      ['app/agent-prompts/x/a.hbs', 'template'],
      ['templates/index.j2', undefined],
      ['prompts/notes.txt', undefined],
      ['a.poml', 'poml'],
      ['baml_src/a.baml', 'baml'],
      ['a.py', undefined, 'import os\nos.create(prompt="Hello")\n'],
      ['a.py', undefined, 'import openai\nclient.create(messages=messages)\n'],
      ['a.py', 'source', 'import openai\nclient.create(messages=[{"content": "Hi"}])\n'],
      ['a.py', 'source', '# costlens: prompt\nX = "Hello"\n'],
      ['a.ts', undefined, "import OpenAI from 'openai';\nmap.create({ name: 'x' });\n"],
      ['a.ts', undefined, '// prompt`Hello`\n'],
      ['a.ts', 'source', 'const a = prompt`Hello`;\n'],
      ['a.jsx', 'source', "import 'ai';\nstreamText({ system: 'Hello' })"],
      ['Untitled-6', 'source', '# costlens: prompt\n"Hi"', 'python'],
      ['a.go', undefined, '// costlens: prompt\n"Hi"'],
      ['config.yaml', undefined, 'messages:\n  - role: user\n    content: Hi\n'],
    ];
    for (const [file, expected, text = '', languageId] of cases) {
      it(`${file} ${languageId ?? ''} is ${expected ?? 'no prompt'}`, () => {
        const hint: FormatHint = languageId ? { path: file, languageId } : { path: file };
        assert.equal(detect(hint, text), expected);
        assert.equal(parse(text, hint)?.format, expected);
      });
    }

    it('reads any file as what is asked for', () => {
      const document = parsePrompt('Hello', { path: 'README.md' }, 'text');
      assert.deepEqual(
        document.segments.map(({ range }) => range),
        [{ start: 0, end: 5 }],
      );
      assert.equal(
        parsePrompt('---\na: 1\n---\nHi', { path: 'x.md' }, 'markdown').segments.length,
        1,
      );
    });
  });

  it('remarks a list in applyTo, which VS Code does not read, and takes a string', () => {
    const issuesOf = (path: string, front: string): string[] => {
      const text = `---\n${front}\n---\nHello`;
      const document = parsePrompt(text, { path });
      assert.ok(document);
      checkDocument(text, document);
      return document.issues.map(
        ({ code, range }) => `${code}: ${text.slice(range.start, range.end)}`,
      );
    };
    const file = '.github/instructions/x.instructions.md';
    assert.deepEqual(issuesOf(file, "applyTo: ['*', '**/*.ts']"), [
      "apply-to-list: ['*', '**/*.ts']",
    ]);
    for (const front of ["applyTo: '*'", 'applyTo: **/*.ts, **/*.tsx', 'paths: [a, b]', 'x: 1']) {
      assert.deepEqual(issuesOf(file, front), [], front);
    }
    assert.deepEqual(issuesOf('.claude/rules/x.md', "applyTo: ['*']"), []);
  });

  it('parses the whole corpus, and finds the faults that there are', function () {
    const files = corpus();
    if (!files) return;
    this.timeout(60_000);
    assert.ok(files.length >= 400);
    const faults: string[] = [];
    for (const file of files) {
      const document = parse(file.text, { path: file.path });
      assert.ok(document, file.path);
      checkDocument(file.text, document);
      for (const { code } of document.issues) faults.push(`${file.path}: ${code}`);
      assert.ok(document.segments.length > 0, file.path);
    }
    assert.deepEqual(faults, [
      'instructions/ai-prompt-engineering-safety-best-practices.instructions.md: apply-to-list',
      'instructions/java-17-to-java-21-upgrade.instructions.md: apply-to-list',
    ]);
  });
});

interface Outline {
  readonly text: string[];
  readonly shape: unknown;
}

/** A document's texts, and its structure without them. */
function outlineOf(text: string, document: PromptDocument): Outline {
  return {
    text: document.segments.map((segment) => segmentText(text, segment)),
    shape: {
      ...document,
      maxOutputTokens: document.maxOutputTokens?.value,
      appliesTo: document.appliesTo?.value,
      declared: document.declared?.map(({ value }) => value),
      models: document.models.map(({ value }) => value),
      segments: document.segments.map(({ kind, role, request }) => ({ kind, role, request })),
      variables: document.variables.map(({ name, sample }) => ({ name, sample })),
      references: document.references.map(({ kind, target }) => ({ kind, target })),
      issues: document.issues.map(({ code }) => code),
      evaluation: document.evaluation?.prompts.map(({ label }) => label),
    },
  };
}
