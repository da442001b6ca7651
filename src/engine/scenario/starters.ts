/**
 * What each section looks like when it is begun: values to be replaced, and what they mean. The
 * figures are examples and nothing else.
 */
export const sectionStarters = {
  workload: `# What the system does in a month; all sections share it.
workload:
  requests: 3000000
  users: 40000
  revenue: 60000
`,
  breakdown: `# What is spent on what. The cost of an item is unitCost × monthlyVolume.
breakdown:
  items:
    - category: compute_inference # or compute_training, data_storage, data_processing,
      #   external_apis, engineering_time, infrastructure, licensing
      description: Serving
      unit: instance-hours
      unitCost: 1.006
      monthlyVolume: 2160
      driver: requests # what it grows with: fixed, requests, users or tokens
    - category: data_storage
      description: Conversation history
      unit: TB-months
      unitCost: 23
      monthlyVolume: { low: 35, high: 70 } # a 90 % interval: any number may be a range
      driver: users
`,
  tco: `# Total cost of ownership. Direct costs come from the breakdown unless they are given here.
tco:
  period: annual # or monthly
  engineeringRate: 150 # an hour, fully loaded
  engineeringHours: { development: 160, operations: 40 } # a month
  hiddenRate: 0.2 # of infrastructure and engineering, unless components are given
  horizonMonths: 36
  discountRate: 0.08 # a year
`,
  unitEconomics: `# Cost of a request, of a user, of a dollar of revenue; margin and break-even price.
unitEconomics: {}
`,
  buildVsBuy: `# Factors from 1 (bad) to 5 (good), weights from 0 to 1.
buildVsBuy:
  buyMonthly: 60000
  featureParity: 0.8 # what of your needs the bought product covers
  initialInvestment: 120000
  factors:
    - { factor: Initial development cost, weight: 0.8, build: 2, buy: 5 }
    - { factor: Ongoing operational cost, weight: 1.0, build: 4, buy: 2 }
    - { factor: Customisation, weight: 0.6, build: 5, buy: 2 }
    - { factor: Time to production, weight: 0.9, build: 1, buy: 5 }
    - { factor: Data privacy, weight: 0.7, build: 5, buy: 3 }
    - { factor: Maintenance, weight: 0.8, build: 2, buy: 5 }
`,
  crossover: `# From which volume on building is cheaper than buying.
crossover:
  unitsPerMonth: 15000000
  build: { fixedCost: 240000, amortizationMonths: 24, perUnit: 0.0002 }
  buy: { monthlyFee: 0, monthlyMinimum: 0, perUnit: 0.0012 }
`,
  gpuFleet: `# Are the GPUs used? Utilisations and idle time are from 0 to 100.
gpuFleet:
  instance: g5.2xlarge
  workload: inference # or training
  metrics:
    - gpuId: gpu-0
      computeUtilization: 35
      memoryUtilization: 55
      tensorCoreUtilization: 20
      timeIdle: 25
`,
  sizing: `# Which GPUs serve an open-weight model, how many, how fast and for how much.
sizing:
  model: llama-3.1-70b
  weightPrecision: fp8
  kvPrecision: fp16
  contextTokens: 8192
  concurrentSequences: 32
`,
  inference: `# What serving costs on GPUs of your own.
inference:
  requestsPerSecond: 1.16
  averageLatencyMs: 120
  gpuHourlyCost: 3.0
  batchSize: 4
  targetUtilization: 0.7
  spareGpus: 1
  cache: { hitRate: 0.35, costPerDay: 20 }
`,
  training: `# What training or fine-tuning costs: 6 × parameters × tokens ÷ (peak × mfu).
training:
  parameters: 6.74e9
  tokens: 2e12
  gpu: A100-SXM
  mfu: 0.4 # share of the GPU's peak that becomes useful work
  gpuHourlyCost: 3.0
  gpus: 256
  targetPerformance: 0.9
  budget: 600000
`,
  api: `# What calling a hosted model costs.
api:
  model: gpt-4o
  callsPerDay: 100000 # by default the workload's requests
  inputTokens: 1800
  outputTokens: 300
  cachedInputShare: 0.5
  batchShare: 0.2
  dailyBudget: 750
`,
  prompts: `# Prompt files of this workspace: their tokens are counted, and priced for a month.
prompts:
  - file: prompts/support.prompty
    model: gpt-4o
    callsPerMonth: 3000000
    outputTokens: 300
    cachedInputShare: 0.8
    budget: { tokens: 4000, costPerCall: 0.01 }
`,
  scaling: `# What growth costs. The shares add up to 1.
scaling:
  currentUsers: 10000
  currentMonthlyCost: 20000
  shares: { fixed: 0.2, linear: 0.5, sublinear: 0.3 }
  exponent: 0.7
  targetUsers: [20000, 100000]
`,
  attribution: `# Who caused which cost. What no rule covers is shown as unattributed.
attribution:
  period: { start: 2026-10-01, end: 2026-11-01 } # the end is not part of it
  rules:
    - { category: compute_training, model: direct, key: training_job_owner }
    - { category: data_storage, model: fixed, shares: { search: 0.6, ads: 0.4 } }
    - { category: compute_inference, model: proportional, key: request_count_by_product }
  usage:
    request_count_by_product: { search: 900, ads: 100 }
  costs:
    - category: compute_training
      amount: 900
      at: 2026-10-03
      metadata: { training_job_owner: search }
    - { category: data_storage, amount: 1150, at: 2026-10-31 }
    - { category: compute_inference, amount: 2160, at: 2026-10-31 }
`,
  governance: `# What may be spent, and who may approve more: a check in CI can enforce it. The policies and
# levels are examples; none holds that does not stand here.
governance:
  policies:
    - name: Training job budget
      metric: training-job
      threshold: 10000
      action: A manager approves jobs above the threshold
      exceptionProcess: State the business case in the request
    - name: Monthly team budget
      metric: team-month
      threshold: 100000
      warnAt: 0.8 # of the threshold
      action: Spending stops at the budget
      exceptionProcess: A vice president approves a larger budget
    - name: API cost per request
      metric: request
      threshold: 0.01
      action: Requests that cost more are reviewed and made cheaper
      exceptionProcess: Write down why the business needs them
  approvers: # each role by another person, and never by who asks
    - { below: 50000, roles: [engineering_manager] }
    - { below: 100000, roles: [engineering_manager, director] }
    - { roles: [engineering_manager, director, vp_engineering] }
  requests:
    - policy: Training job budget
      subject: job-17
      amount: 8000
      requestor: ana
`,
  ledger: `# Where records of real usage are, for reports of what was spent. Plans do not read them.
ledger:
  sources: [usage/*.jsonl]
`,
  budgets: `# What usage may cost; there is an alert at 80 % and at 100 % of each period's budget.
budgets:
  - name: Search team
    scope: { team: search } # or project, model, provider, apiKey, user, a tag
    period: month # or day, week, quarter, year
    amount: 5000
  - { name: All usage, period: quarter, amount: 40000 }
`,
  assumptions: `# What all sections take for granted.
assumptions:
  hoursPerMonth: 720
  seed: 1
  samples: 5000
`,
  catalogs: `# Accelerators, models and instances that the catalogs do not have, or that you know better.
catalogs:
  instances:
    - id: contract/eu/h100-8
      instance: h100-8
      provider: contract
      region: eu
      accelerator: H100-SXM
      gpus: 8
      onDemandHourly: 22 # US dollars for the whole instance
      source: Our contract of 2026-09
  # files: [catalogs/our-machines.yaml] # more such rows, in files beside this one
`,
} as const;

/** A kind of scenario to begin with. */
export interface StarterKind {
  /** One line, in English. */
  readonly title: string;
  readonly sections: readonly (keyof typeof sectionStarters)[];
}

export const starterKinds = {
  app: {
    title: 'An application on a hosted model: calls, prompts, unit economics',
    sections: ['workload', 'api', 'prompts', 'unitEconomics'],
  },
  'self-hosting': {
    title: 'Serving an open-weight model on your own GPUs, against buying',
    sections: ['workload', 'sizing', 'inference', 'gpuFleet', 'crossover', 'buildVsBuy'],
  },
  training: {
    title: 'Training and fine-tuning',
    sections: ['training'],
  },
  ownership: {
    title: 'What a system costs in all, and what growth will cost',
    sections: ['workload', 'breakdown', 'tco', 'unitEconomics', 'scaling'],
  },
  chargeback: {
    title: 'Who caused which cost, and what may be spent',
    sections: ['attribution', 'governance'],
  },
} as const satisfies Readonly<Record<string, StarterKind>>;

export type StarterName = keyof typeof starterKinds;

/** The text of a new scenario file: commented YAML that evaluates as it stands. */
export function starterText(kind: StarterName, system: string): string {
  const head = `costlens: 1
system: ${JSON.stringify(system)}
currency: USD
`;
  const sections = starterKinds[kind].sections.map((section) =>
    // What names a file is for the user to begin: there may be none of that name.
    section === 'prompts' ? commentedOut(sectionStarters[section]) : sectionStarters[section],
  );
  return [head, ...sections].join('\n');
}

function commentedOut(text: string): string {
  return text.replaceAll(/^(?!#|$)/gm, '# ');
}
