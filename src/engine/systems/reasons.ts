/**
 * Why a figure is null, with its text in English: the one place where this prose stands. Views
 * translate it (the English text is the key), the command line prints it as it is.
 */
export const reasonTexts = {
  'no-requests': 'The workload has no requests.',
  'no-users': 'The workload has no users.',
  'no-revenue': 'The workload has no revenue.',
  'no-tokens': 'The workload has no tokens.',
  'no-successful-tasks': 'The workload has no successful tasks.',
  'no-history': 'There is no history.',
  'too-few-months': 'The history has too few months with the figure.',
  'figure-missing': 'It rests on a figure that has no value.',
  'no-factors': 'There are no factors to score.',
  'no-weight': 'All factors have the weight 0.',
  'no-tco': 'There is no section "tco": what building costs is not known.',
  'no-investment': 'The initial investment is not given.',
  'no-parity': 'With a feature parity of 0, buying gives nothing that could be compared.',
  'no-payback': 'Building costs as much a month as buying, or more: it is never paid back.',
  'no-crossover': 'One way is never dearer than the other: the order does not turn.',
  'several-crossovers': 'The order turns more than once: see the intervals.',
  endless: 'It has no end.',
  'shares-not-one': 'The shares do not add up to 1.',
  'no-spread': 'The history has fewer than two months with different numbers of users.',
  'two-months': 'Two months leave nothing to judge the fit by: a third is needed.',
  'no-cost': 'There is no cost to divide by.',
  'no-direct-costs': 'Neither direct costs nor a breakdown are given.',
  'no-engineering':
    'Neither engineering hours nor a breakdown are given: state 0 hours where there are none.',
  'no-cache-cost': 'The cache costs nothing.',
  'no-savings': 'Nothing is saved.',
  'no-hours': 'There are no hours to divide by.',
  'does-not-fit': 'It does not fit into the memory.',
  'no-instance': 'No instance of the catalog has so many of these GPUs.',
  'no-option': 'Nothing that can be rented fits and meets the targets.',
  'no-metrics': 'No GPU is given.',
  'not-in-catalog': 'The catalog has no such row.',
  'no-peak': 'The catalog does not know how fast this accelerator computes.',
  'not-given': 'The inputs do not say.',
  'section-invalid': 'It rests on a section that has errors.',
  'no-currency-rate':
    'Catalog prices are in US dollars: "assumptions.usdRate" is needed to convert them.',
  'out-of-range': 'The inputs are so large or so small that no number can be given.',
} as const satisfies Record<string, string>;

export type ReasonCode = keyof typeof reasonTexts;
