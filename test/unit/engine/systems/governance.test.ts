import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { sectionStarters } from '../../../../src/engine/scenario/starters';
import { openRoles, rolesFor } from '../../../../src/engine/systems/governance/approvals';
import { requestId } from '../../../../src/engine/systems/governance/requestId';
import { evaluated } from '../scenario/evaluated';
import { assertExplained } from '../scenario/assertExplained';

const policy = {
  name: 'Training job budget',
  metric: 'training-job',
  threshold: 10_000,
  warnAt: 0.8,
  action: 'A manager approves',
  exceptionProcess: 'State the case',
};
const approvers = [
  { below: 50_000, roles: ['engineering_manager'] },
  { below: 100_000, roles: ['engineering_manager', 'director'] },
  { roles: ['engineering_manager', 'director', 'vp_engineering'] },
];

function request(amount: number, more: object = {}) {
  const why = { justification: 'It needs more data', businessImpact: 'Fewer escalations' };
  const who = { policy: policy.name, subject: 'job-17', requestor: 'ana' };
  return { ...who, ...why, amount, ...more };
}

function approval(by: string, role: string, more: object = {}) {
  return { subject: 'job-17', by, role, until: '2026-12-31', ...more };
}

/** The scenario is evaluated on 2026-11-24. */
function governance(section: object) {
  const scenario = evaluated({ governance: { policies: [policy], approvers, ...section } });
  assert.ok(scenario.results.governance);
  assertExplained(scenario);
  const { decisions, violations } = scenario.results.governance;
  const issues = scenario.issues.map(({ code, path }) => `${code} ${path}`);
  return { decisions, violations, issues, severities: scenario.issues.map((one) => one.severity) };
}

function decide(amount: number, approvals: readonly object[] = [], more: object = {}) {
  const { decisions, violations, issues } = governance({
    requests: [request(amount, more)],
    approvals,
  });
  const [decision] = decisions;
  assert.ok(decision);
  return { ...decision, violated: violations.length > 0, issues };
}

describe('governance', () => {
  it('up to the threshold a request is approved by itself, close to it with a remark', () => {
    const within = decide(7_999.99);
    assert.deepEqual(
      [within.approved, within.reason, within.status, within.state, within.requiredApprovers],
      [true, 'within-threshold', 'approved', 'ok', []],
    );
    for (const near of [8_000, 10_000]) {
      const { approved, state, issues } = decide(near);
      assert.deepEqual([approved, state], [true, 'warning']);
      assert.deepEqual(issues, ['governance-near-threshold governance.requests[0].amount']);
    }
  });

  it('above it, it waits for its approvers, and violates the policy', () => {
    const { approved, reason, status, violated, requiredApprovers, action, issues } =
      decide(10_000.01);
    assert.deepEqual(
      [approved, reason, status, violated],
      [false, 'exceeds-threshold', 'pending', true],
    );
    assert.deepEqual(requiredApprovers, ['engineering_manager']);
    assert.equal(action, 'A manager approves');
    assert.deepEqual(issues, ['governance-above-threshold governance.requests[0].amount']);
    const { violations } = governance({ requests: [request(25_000)] });
    assert.deepEqual(violations, [
      {
        policy: policy.name,
        subject: 'job-17',
        requestor: 'ana',
        amount: 25_000,
        threshold: 10_000,
        excess: 15_000,
        requestId: requestId(request(25_000)),
      },
    ]);
  });

  it('the amount says who has to approve', () => {
    const needed = (amount: number) => rolesFor(amount, approvers)?.length;
    assert.deepEqual([49_999.99, 50_000, 99_999.99, 100_000].map(needed), [1, 2, 2, 3]);
    assert.deepEqual(
      [49_999, 50_000].map((amount) => rolesFor(amount, approvers.toReversed())?.length),
      [1, 2],
    );
    assert.equal(rolesFor(50_000, approvers.slice(0, 1)), undefined);
  });

  it('an amount that no level is for is approved by nobody', () => {
    const section = { requests: [request(25_000)], approvals: [approval('ben', 'director')] };
    const { decisions, issues } = governance({ ...section, approvers: undefined });
    assert.equal(decisions[0]?.approved, false);
    assert.ok(issues.includes('governance-no-approvers governance.requests[0].amount'));
  });

  it('it is approved when all roles have approved, each by another person', () => {
    const manager = approval('ben', 'engineering_manager');
    const director = approval('cleo', 'director');
    assert.equal(decide(25_000, [manager]).approved, true);
    assert.equal(decide(25_000, [director]).approved, false);
    assert.deepEqual(decide(60_000, [manager]).missingApprovers, ['director']);
    assert.equal(decide(60_000, [manager, director]).approved, true);
    assert.equal(decide(60_000, [manager, director]).violated, false);
    const both = [manager, approval(' Ben', 'director')];
    assert.deepEqual(decide(60_000, both).missingApprovers, ['director']);
  });

  it('whoever stands for several roles fills the one that others can’t', () => {
    const roles = ['manager', 'director'];
    const approvals = [
      approval('ben', 'manager'),
      approval('ben', 'director'),
      approval('cleo', 'manager'),
    ];
    assert.deepEqual(openRoles(roles, approvals), []);
    assert.deepEqual(openRoles(roles, approvals.toReversed()), []);
  });

  it('nobody approves their own request, whatever the capitals', () => {
    for (const by of ['ana', 'Ana ']) {
      const { approved, issues } = decide(25_000, [approval(by, 'engineering_manager')]);
      assert.equal(approved, false);
      assert.ok(issues.includes('governance-own-approval governance.approvals[0].by'));
    }
  });

  it('an approval holds through its last day and not longer', () => {
    const until = (day: string) =>
      decide(25_000, [approval('ben', 'engineering_manager', { until: day })]);
    assert.equal(until('2026-11-24').approved, true);
    assert.equal(until('2026-11-23').approved, false);
    assert.ok(
      until('2026-11-23').issues.includes(
        'governance-approval-expired governance.approvals[0].until',
      ),
    );
  });

  it('an approval is for its subject, and for one amount where it names the request', () => {
    const other = approval('ben', 'engineering_manager', { subject: 'job-18' });
    assert.equal(decide(25_000, [other]).approved, false);
    const bound = approval('ben', 'engineering_manager', {
      requestId: requestId(request(25_000)),
    });
    assert.equal(decide(25_000, [bound]).approved, true);
    const more = decide(26_000, [bound]);
    assert.equal(more.approved, false);
    assert.ok(more.issues.includes('governance-approval-unused governance.approvals[0]'));
  });

  it('an unknown policy is an error, and approves nothing', () => {
    const { decisions, violations, issues, severities } = governance({
      requests: [request(1, { policy: 'Training jobs budget' }), request(1, { policy: '?' })],
    });
    assert.deepEqual(
      decisions.map(({ approved, reason, threshold }) => [approved, reason, threshold]),
      [
        [false, 'unknown-policy', null],
        [false, 'unknown-policy', null],
      ],
    );
    assert.deepEqual(violations, []);
    assert.deepEqual(issues, [
      'governance-policy-similar governance.requests[0].policy',
      'governance-policy-unknown governance.requests[1].policy',
    ]);
    assert.deepEqual(severities, ['error', 'error']);
  });

  it('an exception without a reason is remarked upon', () => {
    const { issues } = decide(25_000, [], { justification: undefined });
    assert.ok(issues.includes('governance-no-justification governance.requests[0]'));
  });

  it('a request’s id is made of its policy, subject, requestor and amount', () => {
    assert.equal(requestId(request(25_000)), requestId(request(25_000, { justification: 'x' })));
    assert.match(requestId(request(25_000)), /^EXC-[0-9a-f]{32}$/);
    const { issues } = governance({ requests: [request(1), request(1)] });
    assert.deepEqual(issues, ['governance-request-twice governance.requests[1]']);
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    const any = fc.record({
      policy: text,
      subject: text,
      requestor: text,
      amount: fc.double({ min: 0, noNaN: true }),
    });
    fc.assert(
      fc.property(any, any, (a, b) => {
        assert.equal(requestId(a) === requestId(b), JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 1000 },
    );
    // The parts do not run together.
    const parts = { requestor: 'c', amount: 1 };
    assert.notEqual(
      requestId({ policy: 'a', subject: 'bb', ...parts }),
      requestId({ policy: 'ab', subject: 'b', ...parts }),
    );
  });

  it('the starter has the three policies and the levels of the reference', () => {
    const { governance: starter } = parse(sectionStarters.governance) as {
      governance: {
        policies: { name: string; threshold: number; warnAt?: number }[];
        approvers: unknown;
      };
    };
    assert.deepEqual(
      starter.policies.map(({ name, threshold, warnAt }) => [name, threshold, warnAt]),
      [
        ['Training job budget', 10_000, undefined],
        ['Monthly team budget', 100_000, 0.8],
        ['API cost per request', 0.01, undefined],
      ],
    );
    assert.deepEqual(starter.approvers, approvers);
  });
});
