import { segmentText, type PromptDocument, type Role, type Segment } from '../prompts/document';
import type { ChatOverhead } from '../tokens/chatOverhead';
import { runToEnd, type TokenCounter } from '../tokens/counter';
import type { ModelEncoding } from '../tokens/encodingForModel';
import {
  estimateTokens,
  familyOfModel,
  type Band,
  type EstimateBasis,
} from '../tokens/estimateTokens';
import { kindShares } from '../tokens/textKinds';
import type { ReportModel, VariableReport } from './report';

/** What a text comes to in the model's own vocabulary. */
export interface Estimate {
  /** In the vocabulary that was counted with. */
  readonly counted: number;
  /** The likeliest in the model's own; low and high are the band around it. */
  readonly tokens: number;
  readonly low: number;
  readonly high: number;
  readonly basis: EstimateBasis;
}

export type Estimator = (counted: number, text: string) => Estimate;

export interface CountedSegment extends Estimate {
  readonly segment: Segment;
  readonly overheadTokens: number;
  readonly estimated: boolean;
  /** True where the vocabulary is the model's own. */
  readonly exact: boolean;
}

/** How the model's own tokens follow from those counted: as they are where the vocabulary is its own. */
export function tokenEstimator(
  encoding: ModelEncoding,
  model: ReportModel,
  factors: Readonly<Record<string, Band>> | undefined,
): Estimator {
  if (encoding.exact) {
    return (counted) => ({
      counted,
      tokens: counted,
      low: counted,
      high: counted,
      basis: 'measured',
    });
  }
  const own = factors && Object.hasOwn(factors, model.name) ? factors[model.name] : undefined;
  const family = familyOfModel(model.info?.basedOn ?? model.name);
  return (counted, text) => {
    const { likely, low, high, basis } = estimateTokens(counted, kindShares(text), family, own);
    return { counted, tokens: likely, low, high, basis };
  };
}

/** What a message of a role costs beyond its content: the provider's own tokens and the role's. */
export function overheadCounter(
  overhead: ChatOverhead,
  counter: TokenCounter,
): (role: Role) => number {
  const known = new Map<Role, number>();
  return (role) => {
    let tokens = known.get(role);
    if (tokens === undefined) {
      const ofRole = overhead.roleCounts ? runToEnd(counter.steps(role)) : 0;
      tokens = overhead.perMessage + ofRole;
      known.set(role, tokens);
    }
    return tokens;
  };
}

/** Counts the segments of one file. */
export function* countSegments(
  text: string,
  segments: readonly Segment[],
  counter: TokenCounter,
  estimator: Estimator,
  overheadOf: (role: Role) => number,
  exact: boolean,
): Generator<undefined, CountedSegment[]> {
  const counted: CountedSegment[] = [];
  for (const segment of segments) {
    const sent = segmentText(text, segment);
    counted.push({
      segment,
      ...estimator(yield* counter.steps(sent), sent),
      overheadTokens: segment.kind === 'message' ? overheadOf(segment.role) : 0,
      estimated: !exact || isDefinition(segment),
      exact,
    });
  }
  return counted;
}

/** What tools and schemas cost is not published: their count is an estimate. */
export function isDefinition({ kind }: Segment): boolean {
  return kind === 'tools' || kind === 'schema';
}

/** Each sample value's own count, each value counted once. */
export function* countVariables(
  document: PromptDocument,
  counter: TokenCounter,
  estimator: Estimator,
  exact: boolean,
): Generator<undefined, VariableReport[]> {
  const placeholders = new Set(
    document.segments.flatMap(({ pieces }) =>
      pieces.flatMap(({ range, text }) =>
        text === undefined ? [] : [`${range.start}-${range.end}`],
      ),
    ),
  );
  const known = new Map<string, Estimate>();
  const reports: VariableReport[] = [];
  for (const variable of document.variables) {
    const { sample, range } = variable;
    let estimate: Estimate | undefined;
    if (sample !== undefined) {
      estimate = known.get(sample) ?? estimator(yield* counter.steps(sample), sample);
      known.set(sample, estimate);
    }
    reports.push({
      ...variable,
      tokens: estimate?.tokens ?? null,
      band: exact || !estimate ? null : { low: estimate.low, high: estimate.high },
      printed: placeholders.has(`${range.start}-${range.end}`),
    });
  }
  return reports;
}
