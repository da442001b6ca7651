import type { Path } from './system';

/**
 * A path as people write it: `breakdown.items[0].unitCost`; a key that is no identifier stands in
 * brackets and quotes: `owners["search team"].total`.
 */
export function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!identifier.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

const identifier = /^[A-Za-z_][\w-]*$/;

/** One step of a written path. */
const step = /\.?([A-Za-z_][\w-]*)|\[(\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\]/y;

/** The steps of a written path; undefined where it is not one. */
export function parsePath(text: string): Path | undefined {
  const steps: (string | number)[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < text.length) {
    const [, key, position, quoted] = step.exec(text) ?? [];
    if (key !== undefined) steps.push(key);
    else if (position !== undefined) steps.push(Number(position));
    else if (quoted !== undefined) steps.push(unquoted(quoted));
    else return undefined;
  }
  return steps;
}

function unquoted(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

/** What stands at a path of plain data; undefined where nothing does. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      return undefined;
    }
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}
