import type { Issue } from '../issues';
import type {
  DeclaredVariable,
  Located,
  PromptDocument,
  Reference,
  Segment,
  Variable,
} from './document';
import type { WrittenEvaluation } from './evaluation';

/** What a format found; all but the segments may be left out. */
export interface DocumentParts {
  readonly format: PromptDocument['format'];
  readonly segments: readonly Segment[];
  readonly issues: readonly Issue[];
  readonly models?: readonly Located<string>[];
  readonly variables?: readonly Variable[];
  readonly references?: readonly Reference[];
  readonly declared?: readonly DeclaredVariable[] | undefined;
  readonly maxOutputTokens?: Located<number> | undefined;
  readonly requests?: number;
  readonly evaluation?: WrittenEvaluation;
  readonly appliesTo?: Located<string> | undefined;
  readonly batch?: boolean;
}

/** Puts a document together: in source order, each model named once. */
export function promptDocument(parts: DocumentParts): PromptDocument {
  const { declared, maxOutputTokens, evaluation, appliesTo } = parts;
  return {
    format: parts.format,
    models: eachOnce(parts.models ?? []),
    segments: bySource(parts.segments),
    variables: bySource(parts.variables ?? []),
    references: bySource(parts.references ?? []),
    requests: parts.requests ?? 1,
    batch: parts.batch ?? false,
    issues: parts.issues,
    ...(declared ? { declared } : {}),
    ...(maxOutputTokens ? { maxOutputTokens } : {}),
    ...(evaluation ? { evaluation } : {}),
    ...(appliesTo ? { appliesTo } : {}),
  };
}

function bySource<T extends { readonly range: { readonly start: number } }>(
  items: readonly T[],
): readonly T[] {
  return items.toSorted((a, b) => a.range.start - b.range.start);
}

/** Names without the blanks around them: a YAML block keeps its line end. */
function eachOnce(models: readonly Located<string>[]): readonly Located<string>[] {
  const first = new Map<string, Located<string>>();
  for (const { value, range } of models) {
    const name = value.trim();
    if (name !== '' && !first.has(name)) first.set(name, { value: name, range });
  }
  return [...first.values()];
}
