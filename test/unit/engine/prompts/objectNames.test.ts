import assert from 'node:assert/strict';
import { createCatalogStack } from '../../../../src/engine/pricing/catalogStack';
import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import type { FormatId, PromptDocument } from '../../../../src/engine/prompts/document';
import { detectFormat, parsePrompt } from '../../../../src/engine/prompts/formats';
import type { SyntaxParser } from '../../../../src/engine/prompts/syntax';
import { analyzePrompt } from '../../../../src/engine/report/analyzePrompt';
import { runToEnd, type TokenCounter } from '../../../../src/engine/tokens/counter';
import { sourceParser } from '../../sourceParser';
import { checkDocument, outline } from './checks';

/** Names that every object of JavaScript answers to, each beside one of its form that none does. */
const names: readonly (readonly [inherited: string, plain: string])[] = [
  ['constructor', 'constructer'],
  ['toString', 'toStrong'],
  ['valueOf', 'valueIf'],
  ['hasOwnProperty', 'hasOwnProperly'],
  ['__proto__', '__photo__'],
];

interface Case {
  readonly format: FormatId;
  readonly path: string;
  /** A prompt in which a role, a variable, a model, a tool, a type and a key have the name. */
  readonly text: (name: string) => string;
}

const chat = (name: string) => ({
  model: name,
  messages: [
    { role: name, content: 'Hi' },
    { role: 'user', content: [{ type: name, [name]: 'Hi', text: 'Hello' }] },
    { role: 'assistant', tool_calls: [{ type: name, [name]: { name, arguments: '{}' } }] },
  ],
  tools: [{ type: name, [name]: name }],
});

const cases: readonly Case[] = [
  {
    format: 'prompty',
    path: 'a.prompty',
    text: (name) =>
      `---\nmodel:\n  id: ${name}\n  provider: ${name}\ninputs:\n  - name: ${name}\n    kind: ${name}\n    default: x\n` +
      `outputs:\n  - name: ${name}\n    kind: ${name}\ntools:\n  - name: ${name}\n    kind: function\n    parameters:\n` +
      `      - name: ${name}\n        kind: ${name}\n---\n${name}:\nsystem:\nA {{${name}}} {{${name}.${name}}} {% ${name} %}\n`,
  },
  {
    format: 'dotprompt',
    path: 'a.prompt',
    text: (name) =>
      `---\nmodel: ${name}\ninput:\n  default:\n    ${name}: x\noutput:\n  schema:\n    ${name}: ${name}\n    b(${name}): string\n` +
      `---\n{{role "${name}"}}{{${name}}} {{#${name}}}a{{/${name}}} {{> ${name}}} {{${name} b}}`,
  },
  {
    format: 'github-models',
    path: 'a.prompt.yml',
    text: (name) =>
      `model: ${name}\nmessages:\n  - role: ${name}\n    content: "A {{${name}}}"\ntestData:\n  - ${name}: x\n` +
      `responseFormat: ${name}\n${name}: y\n`,
  },
  ...(
    [
      ['skill', 'skills/a/SKILL.md'],
      ['cursor-rule', '.cursor/rules/a.mdc'],
      ['vscode-prompt', 'a.prompt.md'],
      ['vscode-agent', 'a.agent.md'],
      ['vscode-chat-mode', 'a.chatmode.md'],
      ['vscode-instructions', 'a.instructions.md'],
      ['always-on-instructions', 'AGENTS.md'],
      ['memory', 'CLAUDE.md'],
      ['claude-agent', '.claude/agents/a.md'],
      ['claude-command', '.claude/commands/a.md'],
      ['claude-rule', '.claude/rules/a.md'],
      ['windsurf-rule', '.windsurf/rules/a.md'],
    ] as const
  ).map(([format, path]) => ({
    format,
    path,
    text: (name: string) =>
      `---\nname: ${name}\ndescription: ${name}\nmodel: ${name}\ntrigger: ${name}\ntools: [${name}]\n${name}: ${name}\n---\n` +
      `A \${input:${name}} \${${name}} #${name}: @${name} $${name} [a](${name})\n`,
  })),
  {
    format: 'promptfoo',
    path: 'promptfooconfig.yaml',
    text: (name) =>
      `prompts:\n  - 'A {{${name}}}'\n  - { ${name}: b, raw: c }\nproviders: [${name}, { id: ${name} }]\ntests:\n  - vars: { ${name}: x }\n`,
  },
  {
    format: 'litellm',
    path: 'litellm.yaml',
    text: (name) =>
      `model_list:\n  - model_name: ${name}\n    litellm_params: { model: ${name}, ${name}: 1 }\n`,
  },
  {
    format: 'langchain',
    path: 'a.yaml',
    text: (name) =>
      `_type: few_shot\ninput_variables: [${name}]\nprefix: 'A {${name}}'\nexample_prompt: { _type: prompt, template: 'B {${name}}' }\n` +
      `examples: [{ ${name}: x }]\nsuffix: 'C {${name}}'\npartial_variables: { ${name}: y }\n`,
  },
  {
    format: 'poml',
    path: 'a.poml',
    text: (name) =>
      `<poml><let name="${name}">x</let><runtime model="${name}"/><${name} speaker="${name}" syntax="${name}">A {{${name}}}</${name}>` +
      `<p captionStyle="${name}" caption="B" whiteSpace="${name}">b</p><${name} src="a.txt"/><item ${name}="1">#${name};</item>` +
      `<tool-definition name="${name}">{"${name}":1}</tool-definition></poml>`,
  },
  {
    format: 'baml',
    path: 'a.baml',
    text: (name) =>
      `client<llm> ${name} {\n  provider ${name}\n  options {\n    model "${name}"\n  }\n}\n` +
      `function ${name}(${name}: string) -> ${name} {\n  client ${name}\n  prompt #"\n    {{ _.role("${name}") }}\n    A {{ ${name} }}\n  "#\n}\n` +
      `test T {\n  functions [${name}]\n  args {\n    ${name} "x"\n  }\n}\n`,
  },
  {
    format: 'template',
    path: 'prompts/a.jinja2',
    text: (name) =>
      `system:\nA {{ ${name} }} {{ b | ${name} }}{% ${name} b %}{% for ${name} in c %}{{ ${name} }}{% endfor %}\n${name}:\n`,
  },
  {
    format: 'template',
    path: 'prompts/a.hbs',
    text: (name) =>
      `system:\nA {{${name}}} {{#${name} b as |c|}}{{c}}{{/${name}}}{{> ${name}}}\n${name}:\n`,
  },
  { format: 'chat', path: 'a.json', text: (name) => JSON.stringify(chat(name)) },
  {
    format: 'chat',
    path: 'a.jsonl',
    text: (name) =>
      [{ custom_id: name, method: name, body: chat(name) }, chat(name)]
        .map((line) => JSON.stringify(line))
        .join('\n'),
  },
  {
    format: 'source',
    path: 'a.py',
    text: (name) =>
      `import openai\n${name} = "A"\nclient.${name}(system=${name}, ${name}="B")\n` +
      `client.create(model="${name}", messages=[{"role": "${name}", "content": f"C {${name}} {b}"}])\n# costlens: prompt role=${name}\n"D"\n`,
  },
  {
    format: 'source',
    path: 'a.ts',
    text: (name) =>
      `import 'openai';\nconst ${name} = "A";\nclient.${name}({ system: ${name}, ${name}: "B" });\n` +
      `client.create({ model: "${name}", messages: [{ role: "${name}", content: \`C \${${name}} \${b}\` }] });\n// costlens: prompt role=${name}\n"D";\n`,
  },
];

/** One token a UTF-16 code unit. */
const unitCounter: TokenCounter = {
  encoding: 'o200k_base',
  // eslint-disable-next-line require-yield -- a counter may be done in one step
  *steps(text) {
    return text.length;
  },
};

/** What is read of a document; its source is left out, which the outline cuts where it is long. */
function read(text: string, document: PromptDocument): string {
  const kept = (key: string, value: unknown): unknown => (key === 'source' ? undefined : value);
  return JSON.stringify(outline(text, document), kept, 2);
}

const roles = ['system', 'developer', 'user', 'assistant', 'tool', 'none'];
const at = new Date('2026-09-24T00:00:00Z');

describe('names that objects answer to', () => {
  let syntax: SyntaxParser;

  before(async () => {
    syntax = await sourceParser();
  });

  for (const { format, path, text } of cases) {
    it(`mean no more than any other in ${path}`, () => {
      for (const [inherited, plain] of names) {
        const source = text(inherited);
        assert.equal(detectFormat({ path }, source, syntax), format);
        const document = parsePrompt(source, { path }, format, syntax);
        checkDocument(source, document);
        for (const { role } of document.segments) assert.ok(roles.includes(role));
        const other = text(plain);
        const expected = read(other, parsePrompt(other, { path }, format, syntax));
        assert.equal(read(source, document), expected.replaceAll(plain, inherited));
        const options = { defaultModel: inherited, modelOverride: inherited, tokenFactors: {}, at };
        const catalog = createGenaiPricesCatalog();
        const report = runToEnd(analyzePrompt(source, document, options, catalog, unitCounter));
        assert.equal(report.model.info, undefined);
        assert.deepEqual(report.cost.input, { known: false, reason: 'unknown-model' });
      }
    });
  }

  it('are no format as the name of a file, its ending, its folder or its language', () => {
    for (const [name] of names) {
      const paths = [name, `prompts/a.${name}`, `.${name}/rules/a.md`, `${name}.md`];
      for (const path of paths) assert.equal(detectFormat({ path }, 'Hi', syntax), undefined, path);
      assert.equal(detectFormat({ path: 'a', languageId: name }, 'Hi', syntax), undefined);
    }
  });

  it('can be names of models in settings and in a LiteLLM configuration', () => {
    for (const [name] of names) {
      const prices = JSON.parse(`{"${name}":{"input":1,"output":2}}`) as unknown;
      const text =
        `model_list:\n  - model_name: ${name}\n    litellm_params: { model: ${name} }\n` +
        `    model_info: { input_cost_per_token: 0.000003, output_cost_per_token: 0 }\n`;
      const usage = { inputTokens: 1_000_000, outputTokens: 0 };
      const user = createCatalogStack({ userPrices: prices, readOn: '', liteLlmConfigs: [] });
      const config = { name: 'litellm.yaml', text, asOf: '2026-09-24' };
      const lite = createCatalogStack({ readOn: '', liteLlmConfigs: [config] });
      for (const [stack, usd] of [
        [user, 1],
        [lite, 3],
      ] as const) {
        assert.deepEqual(stack.problems, []);
        const cost = stack.catalog.costOfCall(name, usage, at);
        assert.ok(cost.known, name);
        assert.equal(cost.totalUsd, usd);
      }
      const none = createCatalogStack({ userPrices: {}, readOn: '', liteLlmConfigs: [] });
      assert.equal(none.catalog.findModel(name, at), undefined);
      assert.equal(none.catalog.findModel(`openai/${name}`, at), undefined);
    }
  });
});
