import type { Approval, ApproverLevel, GovernanceInput, SpendingRequest } from './section';

/** The roles that have to approve an amount; undefined where no level is for it. */
export function rolesFor(
  amount: number,
  levels: readonly ApproverLevel[],
): readonly string[] | undefined {
  let lowest: ApproverLevel | undefined;
  for (const level of levels) {
    if (level.below !== undefined && amount >= level.below) continue;
    if (!lowest || (level.below ?? Infinity) < (lowest.below ?? Infinity)) lowest = level;
  }
  return lowest && [...new Set(lowest.roles)];
}

/**
 * The approvals of a request that count: not those of other requests, not those that have expired,
 * and not the requestor's own.
 *
 * @param today YYYY-MM-DD.
 */
export function validApprovals(
  { approvals = [] }: GovernanceInput,
  request: SpendingRequest,
  id: string,
  today: string,
): readonly Approval[] {
  return approvals.filter(
    (approval) =>
      isFor(approval, request, id) &&
      !isOwn(approval, request.requestor) &&
      !hasExpired(approval, today),
  );
}

/** Whether an approval is for a request: its subject, and its id where one is given. */
export function isFor(
  { subject, requestId }: Approval,
  request: { readonly subject: string },
  id: string,
): boolean {
  return subject === request.subject && (requestId ?? id) === id;
}

/** An approval holds through its last day. */
export function hasExpired({ until }: Approval, today: string): boolean {
  return until < today;
}

/** Nobody becomes another by capital letters or spaces. */
export function isOwn({ by }: Approval, requestor: string): boolean {
  return personOf(by) === personOf(requestor);
}

function personOf(written: string): string {
  return written.normalize('NFKC').trim().toLowerCase();
}

/**
 * The roles that approvals leave open. A person stands for one role of a request, whichever it is
 * that lets most roles be filled: the largest matching, by augmenting paths (Berge, 1957, PNAS
 * 43(9), 842–844).
 */
export function openRoles(
  roles: readonly string[],
  approvals: readonly Approval[],
): readonly string[] {
  const roleOf = new Map<string, string>();
  const fill = (role: string, tried: Set<string>): boolean => {
    for (const { by, role: approved } of approvals) {
      const person = personOf(by);
      if (approved !== role || tried.has(person)) continue;
      tried.add(person);
      const other = roleOf.get(person);
      if (other === undefined || fill(other, tried)) {
        roleOf.set(person, role);
        return true;
      }
    }
    return false;
  };
  return roles.filter((role) => !fill(role, new Set()));
}
