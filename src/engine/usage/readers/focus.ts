import { compare, decimalOf, multiply, subtract, type Decimal } from '../../money/decimal';
import type { Fields } from './fields';
import type { UsageFormat } from './reader';
import { openRows, type ReadRow, type Remark } from './rows';
import { tagsOfObject } from './tags';

/** The columns of the four amounts. */
const amountColumns = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'] as const;

/**
 * Bills in the FinOps Open Cost and Usage Specification, versions 1.0 to 1.3, as CSV
 * (https://focus.finops.org/focus-columns/?version=v1-0, v1-1, v1-2, v1-3). 1.3 says who sells in
 * ServiceProviderName, where the versions before say ProviderName. A sub-account is what clouds
 * call an account, a subscription or a project; there is no column for a team, which is that of a
 * tag `team`. Times are UTC.
 */
export const focusFormat: UsageFormat = {
  id: 'focus',
  detect: ({ columns }) =>
    ['BilledCost', 'ChargePeriodStart', 'BillingCurrency'].every((name) => columns.includes(name)),
  open: (context) => openRows(context, readFocusRow),
};

const readFocusRow: ReadRow = (fields, remark) => {
  const list = fields.amount('ListCost');
  for (const column of amountColumns) {
    if (!fields.has(column)) remark('usage-amount-missing', column);
  }
  if (list && isFarFrom(list, fields)) remark('usage-list-cost-differs');
  const tags = tagsOf(fields, remark);
  return {
    at: fields.requiredMoment('ChargePeriodStart'),
    until: fields.moment('ChargePeriodEnd'),
    provider:
      fields.text('ServiceProviderName') ??
      fields.text('ProviderName') ??
      fields.text('PublisherName'),
    service: fields.text('ServiceName'),
    category: fields.text('ServiceCategory'),
    project: fields.text('SubAccountName') ?? fields.text('SubAccountId'),
    team: tags['team'] ?? null,
    tags,
    cost: {
      currency: fields.currency('BillingCurrency'),
      billed: fields.amount('BilledCost'),
      effective: fields.amount('EffectiveCost'),
      list,
      contracted: fields.amount('ContractedCost'),
    },
  };
};

/** The specification has ListCost be ListUnitPrice × PricingQuantity; this much may be rounding. */
const roundingTolerance = decimalOf(1e-6);

function isFarFrom(list: Decimal, fields: Fields): boolean {
  const price = fields.amount('ListUnitPrice');
  const quantity = fields.amount('PricingQuantity');
  if (!price || !quantity) return false;
  const difference = subtract(list, multiply(price, quantity));
  const size = difference.units < 0n ? { ...difference, units: -difference.units } : difference;
  return compare(size, roundingTolerance) > 0;
}

/** Tags are a JSON object (FOCUS, KeyValueFormat). Their keys stay as they are written. */
function tagsOf(fields: Fields, remark: Remark): Readonly<Record<string, string>> {
  if (!fields.has('Tags')) return {};
  const tags = fields.object('Tags');
  if (!tags) {
    remark('usage-tags-unread');
    return {};
  }
  const found = tagsOfObject(tags);
  for (const key of Object.keys(found)) if (key !== key.trim()) remark('usage-tag-spaces', key);
  return found;
}
