import { daysPerMonth } from '../engine/systems/context';
import { createFigures } from '../engine/text/figures';
import { printable } from '../engine/text/printable';
import { buildDashboard } from '../engine/usage/dashboard/dashboard';
import {
  dashboardDocument,
  printedDashboard,
  type DashboardReport,
} from '../engine/usage/dashboard/document';
import { opportunitiesOf } from '../engine/usage/dashboard/opportunities';
import { exit, type ExitCode, type Io } from './io';
import { evaluateOnDisk } from './scenarioSurroundings';
import { parseSpendArgs, printSpend, readSpendCase, spendHelp, type SpendCase } from './spend';

const usage = `costlens dashboard FILE [--today DAY] [--json | --markdown]

What a scenario's ledger comes to: the month to date against its budgets, with a forecast; what
drives it and what changed, by price, volume and mix; trends, anomalies with their causes, and what
the other sections of the file recommend. Days and months are in UTC.

  --today DAY  as it was at the end of this day
${spendHelp}`;

/** `costlens dashboard`. */
export async function dashboardCommand(
  args: string[],
  io: Io,
  today = new Date().toISOString().slice(0, 10),
): Promise<ExitCode> {
  const parsed = parseSpendArgs(args, ['today']);
  if (parsed === 'help') {
    io.out(usage);
    return exit.ok;
  }
  const problem = 'problem' in parsed ? parsed.problem : 'name one scenario file';
  if ('problem' in parsed || parsed.words.length !== 1) {
    io.error(`costlens dashboard: ${printable(problem)}\n\n${usage}`);
    return exit.failed;
  }
  const [file = ''] = parsed.words;
  const spend = await readSpendCase('dashboard', file, io);
  if (!spend) return exit.failed;
  const report = await dashboardReport(spend, parsed.today ?? today);
  const { budgets, findings } = report.dashboard;
  const output = {
    data: printedDashboard(report),
    document: dashboardDocument(report, createFigures('en-US')),
    findings,
    isExceeded: budgets.some(({ state, current }) => current && state === 'exceeded'),
  };
  return printSpend(spend, output, parsed.layout, io);
}

/** The dashboard of a scenario, with what its other sections recommend. */
async function dashboardReport(spend: SpendCase, today: string): Promise<DashboardReport> {
  const { inputs, scenario, set, cost, path, file } = spend;
  const dashboard = await buildDashboard(set.ledger, {
    currency: scenario.currency,
    cost,
    today,
    budgets: inputs.budgets ?? [],
    history: inputs.unitEconomics?.history ?? [],
  });
  const [base] = (await evaluateOnDisk(path, file, today)).scenarios;
  const days = base ? daysPerMonth(base.context) : 30;
  return {
    system: scenario.system ?? path,
    dashboard,
    opportunities: base ? opportunitiesOf(base.results, days) : [],
  };
}
