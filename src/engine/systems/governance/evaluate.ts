import type { IssueCode } from '../../issues';
import { nearestWords } from '../../text/nearestWords';
import { reaches, type BudgetState } from '../budget';
import { Notes, type Evaluated, type Finding, type Path } from '../system';
import { hasExpired, isFor, isOwn, openRoles, rolesFor, validApprovals } from './approvals';
import { requestId } from './requestId';
import type { GovernanceInput, Policy, SpendingRequest } from './section';

/** What is said to a request, and why. */
export interface Decision {
  readonly policy: string;
  readonly subject: string;
  readonly requestor: string;
  readonly amount: number;
  /** null where there is no such policy. */
  readonly threshold: number | null;
  /** `warning` from the policy's `warnAt` on, `exceeded` above the threshold. */
  readonly state: BudgetState | null;
  readonly approved: boolean;
  readonly reason:
    | 'within-threshold'
    /** All roles that are needed have approved. */
    | 'approved'
    | 'exceeds-threshold'
    | 'unknown-policy';
  readonly action: string | null;
  readonly exceptionProcess: string | null;
  /** The roles that have to approve; none where no approval is needed. */
  readonly requiredApprovers: readonly string[];
  /** Those of them that have not. */
  readonly missingApprovers: readonly string[];
  readonly requestId: string;
  readonly status: 'approved' | 'pending' | 'rejected';
}

/** A request above the threshold that is not approved. */
export interface Violation {
  readonly policy: string;
  readonly subject: string;
  readonly requestor: string;
  readonly amount: number;
  readonly threshold: number;
  /** amount − threshold. */
  readonly excess: number;
  readonly requestId: string;
}

export interface GovernanceResults {
  readonly decisions: readonly Decision[];
  readonly violations: readonly Violation[];
}

/**
 * Decides on requests by policies.
 *
 * - up to the threshold, and at it, a request is approved by itself
 * - above it, the roles of the first level whose `below` is more than the amount have to approve,
 *   each by another person, none of them the requestor, and none of them with an approval that has
 *   expired; until all have, the policy is violated
 * - a policy that the section does not have approves nothing: it is an error. The same holds for
 *   an amount that no level of approvers is for
 *
 * @param today YYYY-MM-DD.
 */
export function evaluateGovernance(
  input: GovernanceInput,
  today: string,
): Evaluated<GovernanceResults> {
  const notes = new Notes();
  const policies = policiesByName(input, notes);
  const seen = new Map<string, number>();
  const decisions = (input.requests ?? []).map((request, index): Decision => {
    const id = requestId(request);
    noteRepetition(seen, id, index, notes);
    const policy = policies.get(request.policy);
    return policy
      ? decide(input, policy, request, { id, index }, today, notes)
      : refuse(policies, request, { id, index }, notes);
  });
  noteApprovals(input, decisions, today, notes);
  return notes.evaluated({ decisions, violations: decisions.flatMap(violationOf) });
}

/** A request’s id and its position in the section's list. */
interface Place {
  readonly id: string;
  readonly index: number;
}

function policiesByName({ policies = [] }: GovernanceInput, notes: Notes): Map<string, Policy> {
  const byName = new Map<string, Policy>();
  for (const [index, policy] of policies.entries()) {
    const { name } = policy;
    if (!byName.has(name)) byName.set(name, policy);
    else {
      notes.add({
        code: 'governance-policy-twice',
        severity: 'warning',
        params: { name },
        path: ['policies', index, 'name'],
      });
    }
  }
  return byName;
}

function noteRepetition(seen: Map<string, number>, id: string, index: number, notes: Notes): void {
  const first = seen.get(id);
  if (first === undefined) seen.set(id, index);
  else {
    notes.add({
      code: 'governance-request-twice',
      severity: 'warning',
      params: { id },
      path: ['requests', index],
    });
  }
}

function refuse(
  policies: ReadonlyMap<string, Policy>,
  { policy, subject, requestor, amount }: SpendingRequest,
  { id, index }: Place,
  notes: Notes,
): Decision {
  const [nearest] = nearestWords(policy, [...policies.keys()]);
  const path = ['requests', index, 'policy'];
  notes.add(
    nearest === undefined
      ? { code: 'governance-policy-unknown', severity: 'error', params: { policy }, path }
      : { code: 'governance-policy-similar', severity: 'error', params: { policy, nearest }, path },
  );
  const none = (key: string): null => notes.none(`decisions[${index}].${key}`, 'no-policy');
  return {
    policy,
    subject,
    requestor,
    amount,
    threshold: none('threshold'),
    state: none('state'),
    approved: false,
    reason: 'unknown-policy',
    action: none('action'),
    exceptionProcess: none('exceptionProcess'),
    requiredApprovers: [],
    missingApprovers: [],
    requestId: id,
    status: 'rejected',
  };
}

function decide(
  input: GovernanceInput,
  policy: Policy,
  request: SpendingRequest,
  { id, index }: Place,
  today: string,
  notes: Notes,
): Decision {
  const { subject, requestor, amount } = request;
  const { threshold } = policy;
  const stated = (key: 'action' | 'exceptionProcess'): string | null =>
    policy[key] ?? notes.none(`decisions[${index}].${key}`, 'not-given');
  const decision = {
    policy: policy.name,
    subject,
    requestor,
    amount,
    threshold,
    action: stated('action'),
    exceptionProcess: stated('exceptionProcess'),
    requestId: id,
  };
  if (amount <= threshold) {
    const isNear = isNearThreshold(policy, amount);
    if (isNear) noteWarning(policy, amount, index, notes);
    return {
      ...decision,
      state: isNear ? 'warning' : 'ok',
      approved: true,
      reason: 'within-threshold',
      requiredApprovers: [],
      missingApprovers: [],
      status: 'approved',
    };
  }
  const roles = rolesFor(amount, input.approvers ?? []);
  const approvals = validApprovals(input, request, id, today);
  const missing = openRoles(roles ?? [], approvals);
  // Without roles nobody is missing, and yet nobody has approved.
  const approved = roles !== undefined && missing.length === 0;
  noteExcess(request, threshold, { approved, hasRoles: roles !== undefined }, index, notes);
  return {
    ...decision,
    state: 'exceeded',
    approved,
    reason: approved ? 'approved' : 'exceeds-threshold',
    requiredApprovers: roles ?? [],
    missingApprovers: missing,
    status: approved ? 'approved' : 'pending',
  };
}

function isNearThreshold({ threshold, warnAt }: Policy, amount: number): boolean {
  return warnAt !== undefined && amount > 0 && reaches(amount, warnAt * threshold);
}

function noteWarning(
  { name, threshold }: Policy,
  amount: number,
  index: number,
  notes: Notes,
): void {
  notes.add({
    code: 'governance-near-threshold',
    severity: 'warning',
    params: { amount, threshold, policy: name },
    path: ['requests', index, 'amount'],
  });
}

function noteExcess(
  { policy, amount, justification, businessImpact }: SpendingRequest,
  threshold: number,
  { approved, hasRoles }: { readonly approved: boolean; readonly hasRoles: boolean },
  index: number,
  notes: Notes,
): void {
  if (approved) return;
  const path = ['requests', index, 'amount'];
  const params = { amount, threshold, policy };
  notes.add({ code: 'governance-above-threshold', severity: 'warning', params, path });
  if (!hasRoles) {
    notes.add({ code: 'governance-no-approvers', severity: 'error', params: { amount }, path });
  }
  if (justification === undefined || businessImpact === undefined) {
    notes.add({
      code: 'governance-no-justification',
      severity: 'information',
      params: {},
      path: ['requests', index],
    });
  }
}

/** Remarks upon approvals that do not count, each once. */
function noteApprovals(
  { approvals = [] }: GovernanceInput,
  decisions: readonly Decision[],
  today: string,
  notes: Notes,
): void {
  const note = (
    code: IssueCode & `governance-${string}`,
    severity: 'warning' | 'information',
    params: Finding['params'],
    path: Path,
  ): void => {
    notes.add({ code, severity, params, path: ['approvals', ...path] });
  };
  for (const [index, approval] of approvals.entries()) {
    const { by, until } = approval;
    const own = decisions.filter((decision) => isFor(approval, decision, decision.requestId));
    const waiting = own.filter(({ requiredApprovers }) => requiredApprovers.length > 0);
    if (own.length === 0) note('governance-approval-unused', 'information', {}, [index]);
    else if (waiting.some(({ requestor }) => isOwn(approval, requestor))) {
      note('governance-own-approval', 'warning', { by }, [index, 'by']);
    } else if (waiting.length > 0 && hasExpired(approval, today)) {
      note('governance-approval-expired', 'warning', { by, until }, [index, 'until']);
    }
  }
}

function violationOf(decision: Decision): readonly Violation[] {
  const { policy, subject, requestor, amount, threshold, approved } = decision;
  if (approved || threshold === null) return [];
  const excess = amount - threshold;
  return [{ policy, subject, requestor, amount, threshold, excess, requestId: decision.requestId }];
}
