import type * as z from 'zod';
import type { IssueCode } from '../issues';
import { currencyPattern, monthPattern } from '../systems/fields';
import { valueAt } from '../systems/path';
import type { Finding, Path } from '../systems/system';

type ZodIssue = z.core.$ZodIssue;

/** What a schema has against a value, in the issues of scenario files. Paths begin with `at`. */
export function findingsOf(
  issues: readonly ZodIssue[],
  root: unknown,
  at: Path,
): readonly Finding[] {
  return issues.flatMap((issue) => findings(issue, root, at));
}

function findings(issue: ZodIssue, root: unknown, at: Path): readonly Finding[] {
  const path: Path = [...at, ...(issue.path as (string | number)[])];
  const found = valueAt(root, issue.path as (string | number)[]);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => strangerFinding(key, [...path, key]));
    case 'invalid_type':
      return [typeFinding(issue.expected, found, path)];
    case 'invalid_value':
      return [choiceFinding(issue.values.map(String), found, path)];
    case 'too_small':
      return [
        finding(
          issue.origin === 'number' || issue.origin === 'int' ? 'scenario-small' : 'scenario-short',
          { limit: Number(issue.minimum), found: shown(found) },
          path,
        ),
      ];
    case 'too_big':
      return [
        finding(
          issue.origin === 'number' || issue.origin === 'int' ? 'scenario-great' : 'scenario-long',
          { limit: Number(issue.maximum), found: shown(found) },
          path,
        ),
      ];
    case 'invalid_union':
      return unionFindings(issue.errors, found, root, path, at);
    case 'invalid_format':
      return [finding(formatCode(issue), { found: shown(found) }, path)];
    case 'custom':
      return [customFinding(issue, found, path)];
    default:
      return [finding('scenario-format', { found: shown(found) }, path)];
  }
}

function formatCode({ format, pattern }: ZodIssue & { code: 'invalid_format' }): IssueCode {
  if (format === 'date') return 'scenario-date';
  if (pattern === String(currencyPattern)) return 'scenario-currency';
  return pattern === String(monthPattern) ? 'scenario-month' : 'scenario-format';
}

function finding(code: IssueCode, params: Finding['params'], path: Path): Finding {
  return { code, severity: 'error', params, path };
}

/** YAML 1.2 has no merge keys: who writes one expects more of it than an unknown key. */
function strangerFinding(key: string, path: Path): Finding {
  return key === '<<'
    ? finding('scenario-merge-key', {}, path)
    : finding('scenario-unknown-key', { key }, path);
}

/** What people call the types of the schema. */
const typeCodes: ReadonlyMap<string, IssueCode> = new Map([
  ['object', 'scenario-map'],
  ['record', 'scenario-map'],
  ['array', 'scenario-list'],
  ['string', 'scenario-text'],
  ['int', 'scenario-whole'],
]);

function typeFinding(expected: string, found: unknown, path: Path): Finding {
  if (found === undefined) {
    const key = path.at(-1) ?? '';
    return finding('scenario-missing', { key }, path);
  }
  const code = typeCodes.get(expected);
  return code
    ? finding(code, { found: shown(found) }, path)
    : finding('scenario-type', { expected, found: shown(found) }, path);
}

function choiceFinding(words: readonly string[], found: unknown, path: Path): Finding {
  if (found === undefined) return typeFinding('', found, path);
  return finding('scenario-choice', { found: shown(found), choices: words.join(', ') }, path);
}

/**
 * Of a union's branches the one that the value was meant for: a number's own faults for a number,
 * a range's for a map; where no branch fits the kind of the value, what all of them expect.
 */
function unionFindings(
  branches: readonly (readonly ZodIssue[])[],
  found: unknown,
  root: unknown,
  path: Path,
  at: Path,
): readonly Finding[] {
  if (found === undefined) return [typeFinding('', found, path)];
  const deeper = branches.filter((issues) =>
    issues.every(({ code, path: inner }) => code !== 'invalid_type' || inner.length > 0),
  );
  const best = deeper.toSorted((a, b) => a.length - b.length)[0];
  if (isMoment(branches)) {
    const isText = typeof found === 'string';
    return [
      isText ? finding('scenario-moment', { found }, path) : typeFinding('string', found, path),
    ];
  }
  if (!best) return [finding('scenario-number', { found: shown(found) }, path)];
  const base = path.slice(at.length);
  const located = best.map((issue) => ({ ...issue, path: [...base, ...issue.path] }));
  return findingsOf(located, root, at);
}

/** A day or a moment: the only union whose branches are all text. */
function isMoment(branches: readonly (readonly ZodIssue[])[]): boolean {
  return branches
    .flat()
    .every(
      (issue) =>
        issue.code === 'invalid_format' ||
        (issue.code === 'invalid_type' && issue.expected === 'string'),
    );
}

function customFinding(issue: ZodIssue & { code: 'custom' }, found: unknown, path: Path): Finding {
  const code: unknown = issue.params?.['code'];
  if (code === 'range-order') return finding('scenario-range-order', {}, path);
  if (code === 'range-of-amounts') return finding('scenario-range-of-amounts', {}, path);
  return finding('scenario-format', { found: shown(found) }, path);
}

/** A value in a few characters, for a message. */
function shown(value: unknown): string {
  // JSON has no word for what YAML writes as .inf and .nan.
  const isWord = typeof value === 'string' || typeof value === 'number';
  const text = isWord ? String(value) : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
