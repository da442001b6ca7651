import * as z from 'zod';
import type { TokenCounter } from '../src/engine/tokens/counter';
import { runToEnd } from '../src/engine/tokens/counter';
import type { Rule } from '../src/engine/rules/rule';

/** Longer examples are shown in parts, in UTF-16 code units. */
const longestShown = 600;
const shownEnd = 60;

/** The page of one rule, with the tokens of its example before and after its fix. */
export function rulePage(rule: Rule, counter: TokenCounter): string {
  const { id, severity, fix, docs } = rule;
  const { before, after, options, file } = docs.example;
  const tokens = (text: string): number => runToEnd(counter.steps(text));
  const settings =
    options === undefined
      ? ''
      : `With these options:\n\n\`\`\`json\n{ ${JSON.stringify(id)}: ${JSON.stringify(options)} }\n\`\`\`\n\n`;
  const mended =
    after === undefined ? '' : `\nAfter the fix, ${tokens(after)} tokens:\n\n${fenced(after)}\n`;
  return `# ${id}: ${docs.title.charAt(0).toLowerCase()}${docs.title.slice(1)}

Severity: ${severity}. Fix: ${fixTexts[fix]}.

${docs.description}

## Example

${settings}\`${file}\`, ${tokens(before)} tokens:

${fenced(before)}
${mended}
## Options

${optionTable(rule)}
## Switching it off

\`"costlens.rules": { "${id}": "off" }\` in the settings, the same under \`"rules"\` in \`costlens.config.json\`, or a comment:
\`costlens-disable-next-line ${id}\`, \`costlens-disable-file ${id}\`.
`;
}

const fixTexts: Readonly<Record<Rule['fix'], string>> = {
  safe: 'safe, for some of what is found',
  unsafe: 'looked at first, since it changes words or what is seen',
  none: 'by hand',
};

function fenced(text: string): string {
  const shown =
    text.length <= longestShown
      ? text
      : `${text.slice(0, longestShown - shownEnd)}\n[… ${text.length - longestShown} more characters …]\n${text.slice(-shownEnd)}`;
  return `\`\`\`\`text\n${shown.replace(/\n$/, '')}\n\`\`\`\``;
}

interface OptionSchema {
  readonly description?: string;
  readonly default?: unknown;
}

function optionTable({ options }: Rule): string {
  const { properties = {} } = z.toJSONSchema(options, { io: 'input' }) as {
    properties?: Readonly<Record<string, OptionSchema>>;
  };
  const rows = Object.entries(properties).map(
    ([name, { description = '', default: preset }]) =>
      `| \`${name}\` | ${description} | \`${JSON.stringify(preset)}\` |`,
  );
  if (rows.length === 0) return 'None but the severity.\n';
  return `${['| option | what it is | default |', '| --- | --- | --- |', ...rows].join('\n')}\n`;
}

/** The list of all rules. */
export function ruleIndex(rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ id, severity, fix, docs }) =>
      `| [${id}](${id}.md) | ${docs.title} | ${severity} | ${fix === 'unsafe' ? 'shown first' : fix} |`,
  );
  return `# The optimizer's rules

What CostLens finds in prompts that costs more than it has to, or will not work: in the Problems view
with quick fixes, and on the command line with \`costlens check\`. Every saving is measured: the prompt
is counted before and after the fix. These pages are made from the rules by \`npm run docs\`.

| rule | what it finds | severity | fix |
| --- | --- | --- | --- |
${rows.join('\n')}

A safe fix leaves what Markdown renders, or the JSON value, as it is; with
\`"editor.codeActionsOnSave": { "source.fixAll.costlens": "explicit" }\` safe ones are applied on save.
Every other fix is shown before it is made. Code, placeholders, URLs, quotations and data are never
reworded.

## Settings

\`\`\`json
{
  "costlens.rules": {
    "verbose-instruction": "off",
    "too-many-examples": "warning",
    "budget-exceeded": { "severity": "error", "tokens": 4000 }
  }
}
\`\`\`

The command line reads \`costlens.config.json\` of the current directory (the same keys, without
\`costlens.\`), or else \`.vscode/settings.json\`.

## Comments

\`costlens-disable-next-line RULE…\` and \`costlens-disable-file RULE…\`, in a comment of whatever kind
the file has: \`<!-- … -->\` in Markdown, \`{# … #}\` in Jinja, \`{{! … }}\` in Handlebars, \`#\` in YAML and
in front matter, where it is not sent. Without a rule all are meant. Where a message of a YAML file
begins in the next line, the whole message is meant. JSON has no comments: use the settings.

## In continuous integration

\`\`\`yaml
name: prompts
on: pull_request
permissions:
  contents: read
  security-events: write
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npx costlens check --sarif --max-warnings 0 . > costlens.sarif
      - if: always()
        uses: github/codeql-action/upload-sarif@v3
        with:
          sarif_file: costlens.sarif
\`\`\`

\`costlens check\` ends with 1 where there are errors or more warnings than \`--max-warnings\`, with 2
where it was used wrongly or nothing could be read, else with 0.
`;
}
