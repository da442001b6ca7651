import * as vscode from 'vscode';
import type { EstimateReason, PromptReport, TokenRange, Usd } from '../../engine/report/report';
import { uncountedReferences } from '../../engine/report/uncounted';
import type { Reference, Role, SegmentKind } from '../../engine/prompts/document';
import type { EstimateBasis } from '../../engine/tokens/estimateTokens';
import { figures } from './messages';

/** A token count; an estimate is marked with ≈. */
export function tokensText(tokens: number, estimated: boolean): string {
  const count = figures().count(tokens);
  return estimated ? `≈${count}` : count;
}

/** The input tokens in all; an estimate of a model's own vocabulary never without its band. */
export function totalText({ tokens, estimates, band }: PromptReport): string {
  const text = tokensText(tokens, estimates.length > 0);
  const { count } = figures();
  return band ? `${text} (${count(band.low)}–${count(band.high)})` : text;
}

/** Dollars, or that there is no price. */
export function usdText(cost: Usd): string {
  return cost.known ? figures().usd(cost.usd) : vscode.l10n.t('no price');
}

/** The share of the model's context that the prompt takes; undefined where the window is unknown. */
function contextText(report: PromptReport): string | undefined {
  const { share } = report.context;
  return share === null ? undefined : vscode.l10n.t('{0} ctx', figures().percent(share));
}

/** One line: tokens, dollars of a call, context. */
export function headline(report: PromptReport): string {
  return joined(report, usdText(report.cost.total));
}

/** The same, with the dollars of input and output apart. */
export function headlineInParts(report: PromptReport): string {
  const { input, output } = report.cost;
  return joined(
    report,
    output?.known && input.known
      ? vscode.l10n.t('{0} in + {1} out', usdText(input), usdText(output))
      : usdText(report.cost.total),
  );
}

function joined(report: PromptReport, cost: string): string {
  const parts = [vscode.l10n.t('{0} tok', totalText(report)), cost, contextText(report)];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** What speaks in a segment, for people. */
export function segmentName(kind: SegmentKind, role: Role): string {
  if (kind === 'tools') return vscode.l10n.t('tools');
  if (kind === 'schema') return vscode.l10n.t('output schema');
  switch (role) {
    case 'system':
      return vscode.l10n.t('system');
    case 'developer':
      return vscode.l10n.t('developer');
    case 'user':
      return vscode.l10n.t('user');
    case 'assistant':
      return vscode.l10n.t('assistant');
    case 'tool':
      return vscode.l10n.t('tool');
    case 'none':
      return vscode.l10n.t('text');
  }
}

/** The name of an included file: its place in the workspace is for tooltips. */
export function includedName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What running an evaluation comes to, in one line; undefined where the file is none. */
export function evaluationText({ evaluation }: PromptReport): string | undefined {
  if (!evaluation) return undefined;
  const { prompts, tests, repeat, models, calls, cost, unread } = evaluation;
  const { count } = figures();
  const line = vscode.l10n.t(
    'evaluation: {0} calls · {1}',
    count(calls),
    costOfCalls(cost, isEstimate(models)),
  );
  const factors = [prompts, models.length, tests, repeat].map(count).join(' × ');
  const parts = [
    line,
    vscode.l10n.t('prompts × models × tests × repeats: {0}', factors),
    unread.length > 0 ? vscode.l10n.t('without what is unread') : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** Sentences about an evaluation: one a model, and what is not in it. */
export function evaluationFacts({ evaluation }: PromptReport): string[] {
  if (!evaluation) return [];
  const { count } = figures();
  const models = evaluation.models.map(({ model, calls, inputTokens, cost, estimated }) =>
    vscode.l10n.t(
      '{0}: {1} calls, {2} input tokens, {3}.',
      model,
      count(calls),
      tokensText(inputTokens, estimated),
      costOfCalls(cost, estimated),
    ),
  );
  const { unread } = evaluation;
  const isOutputUnknown = evaluation.models.some(({ outputTokens }) => outputTokens === null);
  return [
    ...models,
    ...(isOutputUnknown
      ? [vscode.l10n.t('What the evaluation’s output costs is not in it where nothing limits it.')]
      : []),
    ...(unread.length > 0
      ? [
          vscode.l10n.t(
            'Not in the evaluation, because they could not be read or are made by programs: {0}.',
            unread.slice(0, mostNamed).join(', '),
          ),
        ]
      : []),
  ];
}

function isEstimate(models: readonly { readonly estimated: boolean }[]): boolean {
  return models.some(({ estimated }) => estimated);
}

function costOfCalls(cost: Usd, estimated: boolean): string {
  return cost.known && estimated ? `≈${usdText(cost)}` : usdText(cost);
}

/** Variables that count as nothing: never hidden. */
export function unsampledText({ unsampled }: PromptReport): string | undefined {
  if (unsampled.length === 0) return undefined;
  const names = unsampled.slice(0, 20).join(', ');
  return unsampled.length === 1
    ? vscode.l10n.t('+ 1 variable without a sample value, counted as nothing: {0}.', names)
    : vscode.l10n.t(
        '+ {0} variables without a sample value, counted as nothing: {1}.',
        figures().count(unsampled.length),
        unsampled.length > 20 ? `${names}, …` : names,
      );
}

/** What is sent without being counted: never hidden. */
export function uncountedText(report: PromptReport): string | undefined {
  const references = uncountedReferences(report);
  if (references.length === 0) return undefined;
  const named = references
    .slice(0, mostNamed)
    .map(({ kind, target }) => referenceText(kind, target))
    .join(', ');
  return references.length > mostNamed
    ? vscode.l10n.t(
        'Not counted: {0} and {1} more.',
        named,
        figures().count(references.length - mostNamed),
      )
    : vscode.l10n.t('Not counted: {0}.', named);
}

const mostNamed = 10;

function referenceText(kind: Reference['kind'], written: string): string {
  // An image may stand in its reference as data.
  const target = written.length > 60 ? `${written.slice(0, 60)}…` : written;
  switch (kind) {
    case 'image':
      return vscode.l10n.t('image {0}', target);
    case 'audio':
      return vscode.l10n.t('audio {0}', target);
    case 'file':
      return vscode.l10n.t('file {0}', target);
    case 'url':
      return target;
    case 'tool':
      return vscode.l10n.t('tool {0}', target);
  }
}

/** Why a count is an estimate, one sentence a reason. */
export function estimateText(reason: EstimateReason, model: string): string {
  switch (reason) {
    case 'no-public-tokenizer':
      return vscode.l10n.t(
        'The tokenizer of {0} is not public: its tokens are estimated from those of o200k_base.',
        model,
      );
    case 'unknown-model':
      return vscode.l10n.t(
        '{0} is not a model that CostLens knows: its tokens are estimated from those of o200k_base.',
        model,
      );
    case 'tools':
      return vscode.l10n.t(
        'Definitions of tools and schemas are counted as they are written; what a provider makes of them is not published.',
      );
  }
}

/** Between which counts the real one is expected, and why. */
export function bandText({ low, high }: TokenRange, basis: EstimateBasis, name: string): string {
  const { count } = figures();
  const range = vscode.l10n.t('Between {0} and {1} tokens', count(low), count(high));
  switch (basis) {
    case 'measured':
      return vscode.l10n.t(
        '{0}: measured with the public tokenizer of the family of {1}.',
        range,
        name,
      );
    case 'related':
      return vscode.l10n.t(
        '{0}: from a tokenizer that is thought to be akin to that of {1}.',
        range,
        name,
      );
    case 'reported':
      return vscode.l10n.t('{0}: as third parties report it of models like {1}.', range, name);
    case 'unknown':
      return vscode.l10n.t('{0}: nothing is known of the tokenizer of {1}.', range, name);
    case 'calibrated':
      return vscode.l10n.t('{0}: by your own factor for {1}.', range, name);
  }
}

/** The band of the whole prompt; undefined where its tokens are counted exactly. */
export function reportBandText({ band, model }: PromptReport): string | undefined {
  return band ? bandText(band, band.basis, model.name) : undefined;
}
