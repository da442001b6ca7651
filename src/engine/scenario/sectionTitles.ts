import type { SectionName } from './sections';

/** What sections are called, in English. */
export const sectionTitles: Readonly<Record<SectionName, string>> = {
  workload: 'Workload',
  breakdown: 'Cost breakdown',
  tco: 'Total cost of ownership',
  unitEconomics: 'Unit economics',
  inference: 'Inference',
  buildVsBuy: 'Build or buy',
  scaling: 'Growth',
  crossover: 'Crossover of building and buying',
  sizing: 'Sizing',
  gpuFleet: 'GPU fleet',
  training: 'Training',
  catalogs: 'Catalogs',
  api: 'Hosted models',
  prompts: 'Prompts',
  attribution: 'Attribution',
  governance: 'Governance',
  ledger: 'Records of usage',
  budgets: 'Budgets',
  assumptions: 'Assumptions',
};
