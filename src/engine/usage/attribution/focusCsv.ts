import { decimalOf, subtract, toDecimalString, toNumber, type Decimal } from '../../money/decimal';
import { csvRow } from '../../text/csv';
import type { CostKind } from '../record';
import type { AttributedLine, UsageAttribution } from './attributeUsage';

/**
 * Columns of the FinOps Open Cost and Usage Specification 1.2
 * (https://focus.finops.org/focus-specification/v1-2/), in the order of their names, with those of
 * split cost allocation that version 1.3 brought
 * (https://focus.finops.org/focus-specification/v1-3/). What an attribution does not know, such as
 * the billing account, stays empty.
 */
const columns = [
  'AllocatedMethodDetails',
  'AllocatedMethodId',
  'AllocatedResourceId',
  'AllocatedResourceName',
  'AllocatedTags',
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'ContractedCost',
  'EffectiveCost',
  'ListCost',
  'ProviderName',
  'ServiceCategory',
  'ServiceName',
] as const;
type Column = (typeof columns)[number];

const costColumns: Readonly<Record<CostKind, Column>> = {
  billed: 'BilledCost',
  effective: 'EffectiveCost',
  list: 'ListCost',
  contracted: 'ContractedCost',
};

/**
 * A chargeback as CSV: one allocated charge a line. The owner stands in AllocatedResourceId, which
 * is empty for what nobody bears; the ratios of one charge add up to 1. Only the column of the cost
 * that was attributed is filled.
 */
export function focusCsv({ lines, cost }: UsageAttribution): string {
  const ratios = allocatedRatios(lines);
  const rows = lines.map((line) => {
    const values = valuesOf(line, costColumns[cost], ratios.get(line) ?? null);
    return csvRow(columns.map((column) => values[column] ?? null));
  });
  return csvRow(columns) + rows.join('');
}

function valuesOf(
  {
    month,
    currency,
    provider,
    service,
    category,
    destination,
    owner,
    method,
    amount,
  }: AttributedLine,
  costColumn: Column,
  ratio: Decimal | null,
): Partial<Record<Column, string | null>> {
  const [start, end] = [`${month}-01T00:00:00Z`, `${nextMonth(month)}-01T00:00:00Z`];
  const toOwner = owner === null ? '' : ` to ${owner}`;
  return {
    AllocatedMethodDetails: ratio && detailsOf(ratio),
    AllocatedMethodId: method ?? destination,
    AllocatedResourceId: owner,
    AllocatedResourceName: owner,
    [costColumn]: toDecimalString(amount),
    BillingCurrency: currency,
    BillingPeriodStart: start,
    BillingPeriodEnd: end,
    ChargeCategory: 'Usage',
    ChargeDescription: `${destination}${toOwner}`,
    ChargePeriodStart: start,
    ChargePeriodEnd: end,
    ProviderName: provider,
    ServiceCategory: category,
    ServiceName: service,
  };
}

/** The ratio is written by hand: a number would lose its digits. */
function detailsOf(ratio: Decimal): string {
  return `{"Elements":[{"AllocatedRatio":${toDecimalString(ratio)}}]}`;
}

/** YYYY-MM of the month after. */
function nextMonth(month: string): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1))
    .toISOString()
    .slice(0, 'YYYY-MM'.length);
}

/** Digits behind the point of a ratio. */
const ratioDigits = 12;

/** The lines' shares of their charges, the last one's being what is left of 1; none of a charge of 0. */
function allocatedRatios(lines: readonly AttributedLine[]): ReadonlyMap<AttributedLine, Decimal> {
  const charges = new Map<Decimal, AttributedLine[]>();
  for (const line of lines) {
    const others = charges.get(line.origin);
    if (others) others.push(line);
    else charges.set(line.origin, [line]);
  }
  const ratios = new Map<AttributedLine, Decimal>();
  for (const [origin, parts] of charges) {
    if (origin.units === 0n) continue;
    let left = decimalOf(1);
    for (const [index, part] of parts.entries()) {
      const isLast = index === parts.length - 1;
      const share = toNumber(part.amount) / toNumber(origin);
      const ratio = isLast ? left : decimalOf(Number(share.toFixed(ratioDigits)));
      ratios.set(part, ratio);
      left = subtract(left, ratio);
    }
  }
  return ratios;
}
