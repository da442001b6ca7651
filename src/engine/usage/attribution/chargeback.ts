import { toDecimalString, toNumber, type Decimal } from '../../money/decimal';
import type { UnattributedReason } from '../../systems/attribution/attributeCosts';
import type { Figures } from '../../text/figures';
import type { DocumentSection, ReportDocument } from '../../text/reportDocument';
import type { ReportTable } from '../../text/reportTable';
import type { UsageAttribution } from './attributeUsage';
import { billsByMonth, billsOf, type Bill } from './bill';

/** What is said of costs that nobody bears. */
const unattributedTexts: Readonly<Record<UnattributedReason, string>> = {
  'no-rule': 'no rule is for them',
  'no-owner': 'they name no owner',
  'rule-incomplete': 'their rule lacks its key or its shares',
  'no-usage': 'nothing is counted to split them by',
  'shares-below-one': 'the shares leave a rest',
  'shares-above-one': 'the shares come to more than 1',
};

/** The chargeback report: who bears what, month by month and currency by currency. */
export function chargebackDocument(
  attribution: UsageAttribution,
  system: string,
  figures: Figures,
): ReportDocument {
  const { lines, rows, unknownRows, cost } = attribution;
  const months = billsByMonth(lines);
  const paragraphs = [
    `${figures.count(rows)} rows, ${cost} cost, days and months in UTC. Amounts to the last digit are in the JSON and CSV forms.`,
    ...(unknownRows > 0
      ? [
          `Rows whose cost is not known, and which are in no amount here: ${figures.count(unknownRows)}.`,
        ]
      : []),
  ];
  const overview: DocumentSection = {
    title: 'In all',
    paragraphs,
    tables: billsOf(lines).map((bill) => billTable(bill, figures)),
  };
  return {
    title: `Chargeback: ${system}`,
    sections: [
      overview,
      ...months.map(({ month, bills }): DocumentSection => ({
        title: month,
        paragraphs: [],
        tables: bills.flatMap((bill) => [billTable(bill, figures), categoryTable(bill, figures)]),
      })),
    ],
  };
}

function billTable(bill: Bill, figures: Figures): ReportTable {
  const { currency, total, owners, unattributed, idle, shared } = bill;
  const row = (name: string, amount: Decimal): readonly string[] => [
    name,
    figures.money(toNumber(amount), currency),
    shareOf(amount, total, figures),
  ];
  const apart = [
    ['idle', idle],
    ['shared', shared],
  ] as const;
  return {
    title: `owners, ${currency}`,
    columns: ['owner', 'amount', 'share'],
    rows: [
      ...owners.map((own) => row(own.owner, own.total)),
      ...apart
        .filter(([, amount]) => amount.units !== 0n)
        .map(([name, amount]) => row(name, amount)),
      row('unattributed', unattributed.total),
      row('total', total),
    ],
  };
}

function shareOf(amount: Decimal, total: Decimal, figures: Figures): string {
  return total.units === 0n ? '–' : figures.percent(toNumber(amount) / toNumber(total));
}

/** What each owner bears of which category, and why the rest has no owner. */
function categoryTable({ currency, owners, unattributed }: Bill, figures: Figures): ReportTable {
  const money = (amount: Decimal): string => figures.money(toNumber(amount), currency);
  return {
    title: `categories, ${currency}`,
    columns: ['owner', 'category', 'amount', 'why'],
    rows: [
      ...owners.flatMap(({ owner, categories }) =>
        categories.map(({ category, amount }) => [owner, category ?? '–', money(amount), '']),
      ),
      ...unattributed.parts.map(({ category, reason, amount }) => [
        'unattributed',
        category ?? '–',
        money(amount),
        reason === null ? '' : unattributedTexts[reason],
      ]),
    ],
  };
}

/** Bills as plain data, amounts as exact decimal texts. */
export function printedBill({ currency, total, owners, unattributed, idle, shared }: Bill): object {
  return {
    currency,
    total: toDecimalString(total),
    owners: owners.map((own) => ({
      owner: own.owner,
      total: toDecimalString(own.total),
      categories: own.categories.map(({ category, amount }) => ({
        category,
        amount: toDecimalString(amount),
      })),
    })),
    unattributed: {
      total: toDecimalString(unattributed.total),
      parts: unattributed.parts.map(({ category, reason, amount }) => ({
        category,
        reason,
        amount: toDecimalString(amount),
      })),
    },
    idle: toDecimalString(idle),
    shared: toDecimalString(shared),
  };
}
