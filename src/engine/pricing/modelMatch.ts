import type { MatchLogic } from './priceData';

/** How a name fits a model: by one of its own names, or by a pattern that covers more names. */
export type MatchKind = 'name' | 'pattern';

/**
 * Whether the data means a model by this name (lower case).
 *
 * The data's patterns are loose: "starts with claude-sonnet-5" also takes "claude-sonnet-5-1", and
 * "contains o4-mini" takes "my-o4-mini-deployment". A name that only a pattern covers therefore
 * counts only where nothing in it can mean another model: what follows the pattern is a date, a
 * revision or a word such as "latest" (see {@link isRevision}), what precedes it is a path. A model
 * that the data does not know yet is unknown, not priced like an older one.
 *
 * @param displayName the model's name, which may say that it covers several versions ("2.0 / 2.1").
 */
export function matchModel(
  logic: MatchLogic,
  name: string,
  displayName = '',
): MatchKind | undefined {
  if ('or' in logic) {
    const kinds = logic.or.map((part) => matchModel(part, name, displayName));
    return kinds.includes('name') ? 'name' : kinds.find((kind) => kind !== undefined);
  }
  if ('and' in logic) {
    const kinds = logic.and.map((part) => matchModel(part, name, displayName));
    return kinds.includes(undefined) || kinds.length === 0 ? undefined : 'pattern';
  }
  if ('equals' in logic) return name === logic.equals.toLowerCase() ? 'name' : undefined;
  if ('regex' in logic) return patternOf(logic.regex).test(name) ? 'pattern' : undefined;
  if ('starts_with' in logic) {
    const part = logic.starts_with.toLowerCase();
    return name.startsWith(part) ? fit('', part, name.slice(part.length), displayName) : undefined;
  }
  if ('ends_with' in logic) {
    const part = logic.ends_with.toLowerCase();
    return name.endsWith(part)
      ? fit(name.slice(0, name.length - part.length), part, '', displayName)
      : undefined;
  }
  const part = logic.contains.toLowerCase();
  for (let at = name.indexOf(part); at >= 0; at = name.indexOf(part, at + 1)) {
    const kind = fit(name.slice(0, at), part, name.slice(at + part.length), displayName);
    if (kind) return kind;
  }
  return undefined;
}

/** Whether the data's rule takes the name, read as loosely as it stands. */
export function matchesLoosely(logic: MatchLogic, name: string): boolean {
  if ('or' in logic) return logic.or.some((part) => matchesLoosely(part, name));
  if ('and' in logic) return logic.and.every((part) => matchesLoosely(part, name));
  if ('equals' in logic) return name === logic.equals.toLowerCase();
  if ('regex' in logic) return patternOf(logic.regex).test(name);
  if ('starts_with' in logic) return name.startsWith(logic.starts_with.toLowerCase());
  if ('ends_with' in logic) return name.endsWith(logic.ends_with.toLowerCase());
  return name.includes(logic.contains.toLowerCase());
}

const patterns = new Map<string, RegExp>();

/** Patterns are few, and each is tried on many names. */
function patternOf(source: string): RegExp {
  let pattern = patterns.get(source);
  if (!pattern) {
    pattern = new RegExp(source);
    patterns.set(source, pattern);
  }
  return pattern;
}

function fit(
  before: string,
  part: string,
  after: string,
  displayName: string,
): MatchKind | undefined {
  if (before !== '' && !/[./:]$/.test(before)) return undefined;
  if (before === '' && after === '') return 'name';
  return isRevision(part, after, displayName) ? 'pattern' : undefined;
}

/** Words that name a revision, a stage or a way of running of the same model at the same price. */
const revisionWords = new Set([
  'latest',
  'preview',
  'exp',
  'experimental',
  'beta',
  'stable',
  'thinking',
  'instruct',
  'it',
  'maas',
  'high',
  'medium',
  'low',
]);

/**
 * Whether `after`, which follows `part` in a name, only dates it. A number of one or two digits
 * right after a version is a version of its own ("claude-sonnet-5" + "-1"), unless the model's name
 * says that it is covered ("claude-2" + ".1" is in "Claude 2.0 / 2.1").
 */
function isRevision(part: string, after: string, displayName: string): boolean {
  if (after === '') return true;
  // Fine-tuned models have ids of their owner's making: "ft:gpt-4o-2024-08-06:org::id".
  const rest = part.startsWith('ft:') ? after.replace(/:.*$/, '') : after;
  if (rest === '') return true;
  const version = /(\d+)$/.exec(part)?.[1];
  if (version && /^\.\d+$/.test(rest)) return displayName.includes(version + rest);

  const open = /[-@:]$/.test(part);
  let words = rest.split(/[-@:]/);
  if (/^[-@:]/.test(rest)) words = words.slice(1);
  else if (!open) {
    // The pattern ends inside a number: "claude-sonnet-4-2025" + "0514".
    const [first = '', ...others] = words;
    if (!version || !/^\d+$/.test(first) || version.length + first.length < 3) return false;
    words = others;
  }
  let dated = open;
  return words.every((word) => {
    const ok =
      revisionWords.has(word) ||
      /^\d{3,8}$/.test(word) ||
      /^v\d+$/.test(word) ||
      (dated && /^\d{1,2}$/.test(word)) ||
      (open && /^\d+(?:\.\d+)?b$/.test(word));
    dated = ok;
    return ok;
  });
}
