/**
 * How long evaluating the sample with all sections takes. Absolute figures, so they are only
 * printed, beside what they should be. User and system time of this process, since the machine may
 * be shared: on a quiet one little more passes. Writes docs/performance-scenarios.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createGenaiPricesCatalog } from '../../src/engine/pricing/genaiPrices';
import { completeSections } from '../../src/engine/scenario/completeSections';
import { evaluateScenario } from '../../src/engine/scenario/evaluateScenario';
import { evaluateSections } from '../../src/engine/scenario/evaluateSections';
import { readScenarioFile } from '../../src/engine/scenario/scenarioFile';
import type { SectionInputs } from '../../src/engine/scenario/sections';
import { simulate } from '../../src/engine/scenario/simulate';
import { validateScenario } from '../../src/engine/scenario/validate';
import { projectRoot } from '../host/paths';
import { countedPrompts } from '../unit/engine/scenario/evaluated';
import { median } from './report';

const sample = 'samples/support.cost.yaml';
const today = '2026-11-24';
const quick = process.argv.includes('--quick');
const rounds = quick ? 3 : 11;
const samples = 10_000;

/** Milliseconds of the processor, user and system, that a run takes: the median of the rounds. */
function cost(repetitions: number, run: () => unknown): number {
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    for (let repetition = 0; repetition < repetitions; repetition++) run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / repetitions;
  });
  return median(times);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const microseconds = (ms: number): string => `${(ms * 1000).toFixed(1)} µs`;
const milliseconds = (ms: number): string => `${ms.toPrecision(3)} ms`;

function measure(): string {
  const text = readFileSync(path.join(projectRoot, sample), 'utf8');
  const file = readScenarioFile(text, 'yaml');
  const models = createGenaiPricesCatalog();
  const surroundings = { today, models, prompts: countedPrompts(file) };
  const [base] = evaluateScenario(file, surroundings).scenarios;
  if (!base) throw new Error(`${sample} has no base`);
  const { inputs, header, context, simulation } = base;
  const { sections } = validateScenario(file.value);

  const numeric = cost(5000, () => evaluateSections(inputs, header));
  const complete = cost(50, () =>
    completeSections(evaluateSections(inputs, header), inputs, context, simulation),
  );
  const monteCarlo = cost(1, () => simulate(sections, inputs, header, { seed: 1, samples }));
  const shared = { workload: inputs.workload, assumptions: inputs.assumptions };
  const bySection = Object.entries(inputs)
    .filter(([name]) => !(name in shared))
    .map(([name, input]) => {
      const one = { ...shared, [name]: input } as SectionInputs;
      return [name, microseconds(cost(5000, () => evaluateSections(one, header)))] as const;
    });
  const steps = [
    ['read the text', milliseconds(cost(20, () => readScenarioFile(text, 'yaml')))],
    ['validate it, once', milliseconds(cost(20, () => validateScenario(file.value)))],
    ['lists, curves, fits, attribution and governance, once', milliseconds(complete - numeric)],
    [
      `all of it, with ${simulation.samples.toLocaleString('en')} samples`,
      milliseconds(cost(1, () => evaluateScenario(file, surroundings))),
    ],
  ];

  return `# Performance of scenarios

Written by \`npm run bench -- scenario\` on ${new Date().toISOString().slice(0, 10)}; ${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.type()}, Node.js ${process.versions.node}. Processor time of one
process, medians of ${rounds} rounds, of
\`${sample}\`, which has all sections with figures. Absolute figures depend on the machine: they are
printed, and no test fails by them.

## What they should be

${table(
  ['', 'at most', 'measured'],
  [
    ['the numeric stage of all sections', '50 µs', microseconds(numeric)],
    [
      `${samples.toLocaleString('en')} samples of a simulation, in one thread`,
      '500 ms',
      milliseconds(monteCarlo),
    ],
  ],
)}

The numeric stage is what every sample of a simulation and every place of a search repeats: all
figures of a valid scenario with one number for each input.

## Section by section

Each with the workload alone, so that what it takes from other sections is missing; the last ones
have no ranges, and are worked out once a scenario.

${table(['section', 'numeric stage'], bySection)}

## Everything else

${table(['step', 'time'], steps)}
`;
}

const report = measure();
console.log(report);
if (!quick) writeFileSync(path.join(projectRoot, 'docs/performance-scenarios.md'), report);
