import type { PromptDocument, PromptFormat, Segment } from '../document';
import { readFrontMatter } from '../frontMatter';
import { IssueList } from '../issueList';
import { bodyReferences } from '../markdownReferences';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import { entryValue, type SourceMap, type SourceString } from '../source';

/**
 * Agent skills (agentskills.io, "Specification"): the name and the description are with every
 * request, so that the model knows what there is; the body is loaded when the skill is used.
 */
export const skillFormat: PromptFormat = {
  id: 'skill',
  detect: ({ path, languageId }) => {
    const name = fileName(path);
    return name === 'skill.md' || name.endsWith('.skill.md') || languageId === 'skill';
  },
  parse: parseSkill,
};

function parseSkill(text: string): PromptDocument {
  const issues = new IssueList();
  const { values, bodyStart } = readFrontMatter(text, issues);
  const range = { start: bodyStart, end: text.length };
  const listed = listing(values);
  return promptDocument({
    format: 'skill',
    segments: [
      ...(listed ? [listed] : []),
      { kind: 'text', role: 'system', range, pieces: [{ range }], request: 0, tier: 'on-demand' },
    ],
    references: bodyReferences(text, bodyStart, 'links'),
    issues: issues.toArray(),
  });
}

/** How an agent lists a skill: `name: description`. */
function listing(values: SourceMap | undefined): Segment | undefined {
  const strings = [entryValue(values, 'name'), entryValue(values, 'description')]
    .filter((value): value is SourceString => value?.kind === 'string')
    .sort((a, b) => a.range.start - b.range.start);
  const [first, second] = strings;
  if (!first) return undefined;
  const pieces = [...first.pieces];
  if (second) {
    const between = { start: first.range.end, end: first.range.end };
    pieces.push({ range: between, text: ': ' }, ...second.pieces);
  }
  const range = { start: first.range.start, end: (second ?? first).range.end };
  return { kind: 'text', role: 'system', range, pieces, request: 0, tier: 'always' };
}
