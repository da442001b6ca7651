import { createFigures } from '../engine/text/figures';
import { attributeUsage } from '../engine/usage/attribution/attributeUsage';
import { billsByMonth, billsOf } from '../engine/usage/attribution/bill';
import { chargebackDocument, printedBill } from '../engine/usage/attribution/chargeback';
import { focusCsv } from '../engine/usage/attribution/focusCsv';
import { printable } from '../engine/text/printable';
import { exit, type ExitCode, type Io } from './io';
import { parseSpendArgs, printSpend, readSpendCase, spendHelp } from './spend';

const usage = `costlens attribute FILE [--from DAY] [--to DAY] [--json | --markdown | --csv]

Who bears the costs of a scenario's ledger, month by month (UTC), by the rules of its "attribution"
section. What has no owner is shown as unattributed; the parts add up to the ledger's total to the
last digit.

  --from DAY  usage from the beginning of this day on, in place of the section's period
  --to DAY    usage before this day
  --csv       allocated charges in columns of FOCUS 1.2, with the allocation columns of 1.3
${spendHelp}`;

/** `costlens attribute`. */
export async function attributeCommand(args: string[], io: Io): Promise<ExitCode> {
  const parsed = parseSpendArgs(args, ['csv', 'from', 'to']);
  if (parsed === 'help') {
    io.out(usage);
    return exit.ok;
  }
  const problem = 'problem' in parsed ? parsed.problem : fileProblem(parsed.words);
  if ('problem' in parsed || problem !== undefined) {
    io.error(`costlens attribute: ${printable(problem ?? '')}\n\n${usage}`);
    return exit.failed;
  }
  const { words, from, until, layout } = parsed;
  const spend = await readSpendCase('attribute', words[0] ?? '', io);
  if (!spend) return exit.failed;
  const { inputs, scenario, set, cost } = spend;
  const attribution = await attributeUsage(set.ledger, inputs.attribution ?? {}, {
    cost,
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
  });
  const { lines, rows, unknownRows, computedRows } = attribution;
  const data = {
    cost,
    rows,
    unknownRows,
    computedRows,
    bills: billsOf(lines).map(printedBill),
    months: billsByMonth(lines).map(({ month, bills }) => ({
      month,
      bills: bills.map(printedBill),
    })),
  };
  const document = chargebackDocument(
    attribution,
    scenario.system ?? words[0] ?? '',
    createFigures('en-US'),
  );
  const needed = inputs.attribution
    ? []
    : [
        {
          code: 'section-needed',
          severity: 'error',
          params: { section: 'attribution' },
          path: [],
        } as const,
      ];
  const output = {
    data,
    document,
    csv: focusCsv(attribution),
    findings: needed,
    isExceeded: false,
  };
  return printSpend(spend, output, layout, io);
}

/** What is wrong with the names of files. */
function fileProblem(words: readonly string[]): string | undefined {
  return words.length === 1 ? undefined : 'name one scenario file';
}
