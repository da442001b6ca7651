import type { Catalogs } from '../catalogs/catalogs';
import type { DayPrices } from './calls/dayPrices';
import type { AssumptionsInput } from './assumptions';
import type { PromptMeasures } from './prompts/measure';
import type { ReasonCode } from './reasons';

/** What a system is told beside its own section: assumptions, and what stands outside the file. */
export interface SystemContext {
  /** ISO 4217 code of the currency of all amounts. */
  readonly currency: string;
  readonly hoursPerMonth: number;
  /** Units of the scenario's currency for one US dollar; null where they are not known. */
  readonly usdRate: number | null;
  /** YYYY-MM-DD: what expires is compared with it. */
  readonly today: string;
  /** Prices are those of this day, YYYY-MM-DD. */
  readonly pricesAsOf: string;
  /** Prices of models on that day, in US dollars. */
  readonly modelPrices: DayPrices;
  /** What the prompt files come to that the scenario names. */
  readonly prompts: PromptMeasures;
  /** Sections that are in the file but have errors: what would default from them has no value. */
  readonly invalidSections: ReadonlySet<string>;
  /** Accelerators, models and instances, those of the user among them. */
  readonly catalogs: Catalogs;
}

/** What a scenario says outside of its sections. */
export interface ScenarioHeader {
  readonly currency: string;
  readonly today: string;
  readonly pricesAsOf: string;
  readonly modelPrices: DayPrices;
  readonly prompts: PromptMeasures;
  readonly invalidSections: ReadonlySet<string>;
  readonly catalogs: Catalogs;
}

/** The context under the assumptions given, which may be another draw of them in each sample. */
export function systemContext(
  { currency, today, pricesAsOf, modelPrices, prompts, invalidSections, catalogs }: ScenarioHeader,
  { hoursPerMonth = 720, usdRate }: AssumptionsInput = {},
): SystemContext {
  return {
    currency,
    hoursPerMonth,
    usdRate: currency === 'USD' ? 1 : (usdRate ?? null),
    today,
    pricesAsOf,
    modelPrices,
    prompts,
    invalidSections,
    catalogs,
  };
}

/** Days of a month, which turn daily figures into monthly ones. */
export function daysPerMonth({ hoursPerMonth }: SystemContext): number {
  return hoursPerMonth / 24;
}

/** Why what another section would say is not known. */
export function reasonWithout(section: string, { invalidSections }: SystemContext): ReasonCode {
  return invalidSections.has(section) ? 'section-invalid' : 'not-given';
}
