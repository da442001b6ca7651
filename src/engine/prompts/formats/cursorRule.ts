import type { Located, PromptDocument, PromptFormat, Segment } from '../document';
import { readFrontMatter } from '../frontMatter';
import { IssueList } from '../issueList';
import { bodyReferences } from '../markdownReferences';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import { entryValue, stringOf, type SourceMap } from '../source';

/**
 * Cursor's rules (docs.cursor.com, "Rules"). A rule with `alwaysApply` goes with every request; one
 * with `globs` goes with requests about such files; of one that has only a description, the model
 * always sees the description and asks for the rest.
 */
export const cursorRuleFormat: PromptFormat = {
  id: 'cursor-rule',
  detect: ({ path }) => fileName(path).endsWith('.mdc'),
  parse: parseRule,
};

function parseRule(text: string): PromptDocument {
  const issues = new IssueList();
  const { values, bodyStart } = readFrontMatter(text, issues, {
    rawKeys: ['globs', 'description'],
  });
  const range = { start: bodyStart, end: text.length };
  const always = isAlways(values);
  const tier = always ? 'always' : 'on-demand';
  const appliesTo = globsOf(text, values);
  const description = always || appliesTo ? undefined : descriptionOf(values);
  return promptDocument({
    format: 'cursor-rule',
    segments: [
      ...(description ? [description] : []),
      { kind: 'text', role: 'system', range, pieces: [{ range }], request: 0, tier },
    ],
    references: [
      ...bodyReferences(text, bodyStart, 'links'),
      ...bodyReferences(text, bodyStart, 'mentions'),
    ],
    appliesTo: always ? undefined : appliesTo,
    issues: issues.toArray(),
  });
}

function isAlways(values: SourceMap | undefined): boolean {
  const value = entryValue(values, 'alwaysApply');
  return value?.kind === 'scalar' && value.value === true;
}

/** `globs` is a comma list, most often without quotes, or a YAML list. */
function globsOf(text: string, values: SourceMap | undefined): Located<string> | undefined {
  const value = entryValue(values, 'globs');
  if (!value) return undefined;
  const globs =
    value.kind === 'list'
      ? value.items.flatMap((item) => stringOf(text, item) ?? []).join(',')
      : stringOf(text, value)?.trim();
  return globs ? { value: globs, range: value.range } : undefined;
}

function descriptionOf(values: SourceMap | undefined): Segment | undefined {
  const value = entryValue(values, 'description');
  if (value?.kind !== 'string') return undefined;
  const { range, pieces } = value;
  return { kind: 'text', role: 'system', range, pieces, request: 0, tier: 'always' };
}
