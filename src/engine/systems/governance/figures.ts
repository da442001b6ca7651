import { fromFigure, fromInput, outcome, type Figures, type Term } from '../figures';
import type { GovernanceResults } from './evaluate';
import type { GovernanceInput } from './section';

/** What the figures of a governance are explained from. */
export interface GovernanceCase {
  readonly input: GovernanceInput;
  readonly results: GovernanceResults;
}

export const governanceFigures: Figures<GovernanceCase> = {
  'decisions[*].amount': {
    title: 'Amount',
    unit: 'money',
    explain: ({ input }, [position = '']) => ({
      formula: '{given}',
      terms: {
        given: fromInput(
          `governance.requests[${position}].amount`,
          input.requests?.[Number(position)]?.amount ?? 0,
          'money',
        ),
      },
    }),
  },
  'decisions[*].threshold': {
    title: 'Threshold',
    unit: 'money',
    explain: ({ input, results }, [position]) => {
      const policy = results.decisions[Number(position)]?.policy;
      return { formula: '{given}', terms: { given: threshold(input, policy) } };
    },
  },
  'decisions[*].state': outcome('State'),
  'decisions[*].action': outcome('What happens above the threshold'),
  'decisions[*].exceptionProcess': outcome('How to ask for more'),
  'violations[*].amount': {
    title: 'Amount',
    unit: 'money',
    explain: ({ results }, [position]) => ({
      formula: '{decision}',
      terms: { decision: decided(results, Number(position), 'amount') },
    }),
  },
  'violations[*].threshold': {
    title: 'Threshold',
    unit: 'money',
    explain: ({ results }, [position]) => ({
      formula: '{decision}',
      terms: { decision: decided(results, Number(position), 'threshold') },
    }),
  },
  'violations[*].excess': {
    title: 'Above the threshold',
    unit: 'money',
    explain: ({ results }, [position]) => ({
      formula: '{amount} − {threshold}',
      terms: {
        amount: decided(results, Number(position), 'amount'),
        threshold: decided(results, Number(position), 'threshold'),
      },
    }),
  },
};

function threshold({ policies = [] }: GovernanceInput, name: string | undefined): Term {
  const index = policies.findIndex((policy) => policy.name === name);
  return fromInput(
    `governance.policies[${index}].threshold`,
    policies[index]?.threshold ?? 0,
    'money',
  );
}

/** A figure of the decision that a violation is about. */
function decided(
  { decisions, violations }: GovernanceResults,
  position: number,
  key: 'amount' | 'threshold',
): Term {
  const violation = violations[position];
  const index = decisions.findIndex(({ requestId }) => requestId === violation?.requestId);
  return fromFigure(`governance.decisions[${index}].${key}`, violation?.[key] ?? 0, 'money');
}
