import type { CostCategory } from '../breakdown';

/** What kind of cost a component is. */
export type TcoCategory = 'infrastructure' | 'personnel' | 'data' | 'operations' | 'other';

/** One of the nine things that owning an AI system costs. All texts are in English. */
export interface TcoComponent {
  readonly title: string;
  readonly category: TcoCategory;
  readonly description: string;
  /** How to come by its amount. */
  readonly estimation: string;
  /** Budgets tend to leave it out. */
  readonly oftenOverlooked: boolean;
  /** The categories of a breakdown that are this component. */
  readonly breakdownCategories: readonly CostCategory[];
}

/**
 * The nine components of the reference. Their keys are the names by which `directCosts`,
 * `engineeringHours` and `components` are recognised as covering them.
 */
export const tcoComponents = {
  compute: {
    title: 'Compute',
    category: 'infrastructure',
    description: 'Processors and accelerators that train and serve models.',
    estimation: 'Cloud invoices, with what is reserved in advance.',
    oftenOverlooked: false,
    breakdownCategories: ['compute_training', 'compute_inference'],
  },
  storage: {
    title: 'Storage and data transfer',
    category: 'infrastructure',
    description: 'Data at rest, and its transfer out of a cloud or between regions.',
    estimation: 'Storage invoices, and measured transfer.',
    oftenOverlooked: true,
    breakdownCategories: ['data_storage'],
  },
  development: {
    title: 'Engineering: development',
    category: 'personnel',
    description: 'Building, training and releasing models.',
    estimation: 'Recorded hours × what an hour costs with all overheads.',
    oftenOverlooked: true,
    breakdownCategories: [],
  },
  operations: {
    title: 'Engineering: operations',
    category: 'personnel',
    description: 'Watching over the system, finding faults, retraining, being on call.',
    estimation: 'The share of time spent on operations × what an hour costs with all overheads.',
    oftenOverlooked: true,
    breakdownCategories: [],
  },
  labeling: {
    title: 'Labelling of data',
    category: 'data',
    description: 'People who label examples and check the labels.',
    estimation: 'Invoices of vendors, and the own time spent on checks.',
    oftenOverlooked: false,
    breakdownCategories: [],
  },
  externalApis: {
    title: 'External APIs',
    category: 'infrastructure',
    description: 'Models and embeddings bought by the call.',
    estimation: 'Invoices of the APIs.',
    oftenOverlooked: false,
    breakdownCategories: ['external_apis'],
  },
  failedExperiments: {
    title: 'Failed experiments',
    category: 'personnel',
    description: 'Time that went into approaches which were given up.',
    estimation: 'Experiments, recorded with their outcome and their hours.',
    oftenOverlooked: true,
    breakdownCategories: [],
  },
  technicalDebt: {
    title: 'Technical debt',
    category: 'personnel',
    description: 'Time that keeps old systems running.',
    estimation: 'Recorded hours of maintenance.',
    oftenOverlooked: true,
    breakdownCategories: [],
  },
  compliance: {
    title: 'Compliance and security',
    category: 'operations',
    description: 'Audits, certificates and security reviews.',
    estimation: 'Cost of the audits, and the engineering hours that they take.',
    oftenOverlooked: true,
    breakdownCategories: [],
  },
} as const satisfies Record<string, TcoComponent>;
