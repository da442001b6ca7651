import * as vscode from 'vscode';
import type { ListPrices, ModelInfo, PriceSource } from '../../engine/pricing/price';
import { isRetired } from '../../engine/pricing/retirement';
import type { AppliedPrice, PromptReport, ReportModel } from '../../engine/report/report';
import { figures } from './messages';

/** A sentence about a model or its price, and the page that says so. */
export interface Fact {
  readonly text: string;
  readonly url?: string | undefined;
}

/** All that is known of the price and the limits of a report's model, with where it is from. */
export function priceFacts(report: PromptReport): Fact[] {
  const { model, price, batchPrice, batch, cost } = report;
  const { info } = model;
  const facts = [
    noPrice(report),
    price && priceFact(price, batch),
    price && makersPriceFact(model),
    // A model without a price has none for a batch either: said once.
    batch || !cost.total.known ? undefined : batchFact(batchPrice),
    info && cacheFact(info),
    info && limitsFact(info),
    retirementFact(model),
  ];
  return facts.filter((fact) => fact !== undefined && fact !== null);
}

/** What is charged, and where that is from. */
export function priceFact({ rates, source }: AppliedPrice, batch: boolean): Fact {
  const text = batch
    ? vscode.l10n.t(
        'Batch price a million tokens: {0}. {1}.',
        ratesText(rates, true),
        sourceText(source),
      )
    : vscode.l10n.t(
        'Price a million tokens: {0}. {1}.',
        ratesText(rates, true),
        sourceText(source),
      );
  return { text, url: source.url };
}

/** That the price is not that of the provider which the name says. */
function makersPriceFact({ name, info }: ReportModel): Fact | undefined {
  if (info?.resolution?.provider !== 'fallback') return undefined;
  return {
    text: vscode.l10n.t(
      'For {0} its provider lists no price: it is that of the maker, {1}.',
      name,
      info.providerName,
    ),
  };
}

function batchFact(price: AppliedPrice | null): Fact {
  if (!price) return { text: vscode.l10n.t('As a batch: no price.') };
  const { rates, source } = price;
  const text = vscode.l10n.t(
    'As a batch, a million tokens: {0}. {1}.',
    ratesText(rates, false),
    sourceText(source),
  );
  return { text, url: source.url };
}

/**
 * List prices in one line; one that is not listed is "no price".
 *
 * @param withCache says so of the cache's prices too, where they are not listed.
 */
function ratesText(rates: ListPrices, withCache: boolean): string {
  const { input, cacheRead, cacheWrite, cacheWrite1h, output } = rates;
  const usd = (value: number | undefined): string =>
    value === undefined ? vscode.l10n.t('no price') : figures().price(value);
  const parts = [
    vscode.l10n.t('input {0}', usd(input)),
    cacheRead === undefined && !withCache
      ? undefined
      : vscode.l10n.t('cache read {0}', usd(cacheRead)),
    cacheWrite === undefined && !withCache
      ? undefined
      : vscode.l10n.t('cache write {0}', usd(cacheWrite)),
    cacheWrite1h === undefined
      ? undefined
      : vscode.l10n.t('cache write for an hour {0}', usd(cacheWrite1h)),
    vscode.l10n.t('output {0}', usd(output)),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** The data behind a fact, of which day, and whether somebody else reports it. */
function sourceText({ name, asOf, secondHand }: PriceSource): string {
  return secondHand
    ? vscode.l10n.t('Second-hand: {0}, as of {1}', name, asOf)
    : vscode.l10n.t('Source: {0}, as of {1}', name, asOf);
}

function cacheFact({ cacheMinimumTokens }: ModelInfo): Fact | undefined {
  if (cacheMinimumTokens === undefined) return undefined;
  return {
    text: vscode.l10n.t(
      'The cache takes prompts of {0} tokens or more.',
      figures().count(cacheMinimumTokens),
    ),
  };
}

/** The context window and the limits on input and output, as far as they are published. */
function limitsFact({
  contextWindow,
  maxInputTokens,
  maxOutputTokens,
}: ModelInfo): Fact | undefined {
  const { count } = figures();
  const limits = [
    contextWindow === undefined
      ? undefined
      : vscode.l10n.t('context window {0} tokens', count(contextWindow)),
    maxInputTokens === undefined
      ? undefined
      : vscode.l10n.t('input up to {0}', count(maxInputTokens)),
    maxOutputTokens === undefined
      ? undefined
      : vscode.l10n.t('output up to {0}', count(maxOutputTokens)),
  ].filter((limit) => limit !== undefined);
  return limits.length === 0
    ? undefined
    : { text: vscode.l10n.t('Limits: {0}.', limits.join(', ')) };
}

/** When the provider refuses the model, or that it advises against it. */
export function retirementFact({ info, name }: ReportModel): Fact | undefined {
  if (info?.retires) {
    const { on, source } = info.retires;
    const from = sourceText(source);
    const text = isRetired(info, new Date())
      ? vscode.l10n.t('{0} is retired since {1}. {2}.', name, on, from)
      : vscode.l10n.t('{0} retires on {1}. {2}.', name, on, from);
    return { text, url: source.url };
  }
  return info?.deprecated ? { text: vscode.l10n.t('{0} is deprecated.', name) } : undefined;
}

/** Why there is no price, and what may have been meant. */
function noPrice({ cost, model }: PromptReport): Fact | undefined {
  const { total } = cost;
  if (total.known) return undefined;
  const { name, similar = [] } = model;
  if (total.reason === 'no-price-listed') {
    return { text: vscode.l10n.t('No price: the list has none for {0}.', name) };
  }
  return {
    text:
      similar.length === 0
        ? vscode.l10n.t('No price: {0} is not in the price list.', name)
        : vscode.l10n.t(
            'No price: {0} is not in the price list. Did you mean {1}?',
            name,
            similar.join(', '),
          ),
  };
}
