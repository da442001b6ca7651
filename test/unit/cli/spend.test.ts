import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { attributeCommand } from '../../../src/cli/attribute';
import { projectRoot } from '../../host/paths';
import { event, inEmptyFolders, run } from './commands';

describe('reports on the ledger of a scenario', () => {
  inEmptyFolders();

  const scenario = (text: string): Promise<void> =>
    writeFile('a.cost.yaml', `costlens: 1\nsystem: Shop\n${text}`);

  it('attributes the files that the ledger names, each once', async () => {
    await mkdir('billing/more', { recursive: true });
    await writeFile('billing/a.jsonl', event({ team: 'ads' }) + event({ cost: 0.2 }));
    await writeFile('billing/more/b.jsonl', event({ team: 'search' }));
    await scenario(`ledger: { sources: [billing/*.jsonl, "billing/**/*.jsonl", billing/a.jsonl] }
attribution: { ledger: { rules: [{ model: direct, key: team }] } }
`);
    const { code, out } = await run(attributeCommand, 'a.cost.yaml', '--json');
    const printed = JSON.parse(out) as Record<string, unknown>;
    assert.equal(code, 0);
    assert.equal(printed['rows'], 3);
    assert.deepEqual(printed['bills'], [
      {
        currency: 'USD',
        total: '0.4',
        owners: [
          { owner: 'ads', total: '0.1', categories: [{ category: null, amount: '0.1' }] },
          { owner: 'search', total: '0.1', categories: [{ category: null, amount: '0.1' }] },
        ],
        unattributed: {
          total: '0.2',
          parts: [{ category: null, reason: 'no-owner', amount: '0.2' }],
        },
        idle: '0',
        shared: '0',
      },
    ]);
  });

  it('attributes a public FOCUS bill by a tag, to the last digit, the untagged part told', async () => {
    const sample = path.resolve(projectRoot, '../shared/billing/focus_sample.csv');
    if (!existsSync(sample)) {
      console.warn(`\n!!! SKIPPED: no ${sample} !!!\n`);
      return;
    }
    await copyFile(sample, 'focus.csv');
    await scenario(`ledger: { sources: [focus.csv] }
attribution: { ledger: { rules: [{ model: direct, key: business_unit }] } }
`);
    const { out } = await run(attributeCommand, 'a.cost.yaml', '--json');
    const printed = JSON.parse(out) as {
      bills: { total: string; owners: { total: string }[]; unattributed: { total: string } }[];
    };
    const [bill] = printed.bills;
    assert.equal(bill?.total, '20.52022672899');
    const parts = [...bill.owners, bill.unattributed].map(({ total }) => {
      const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(total) ?? [];
      return BigInt(sign + whole + fraction.padEnd(15, '0'));
    });
    assert.equal(
      parts.reduce((sum, part) => sum + part, 0n),
      20_520_226_728_990_000n,
    );
    assert.notEqual(bill.unattributed.total, '0');
  });

  it('takes the usage of a range, and writes Markdown and CSV', async () => {
    await writeFile('a.jsonl', event({ team: 'ads' }) + event({ team: 'ads', at: '2026-11-01' }));
    await scenario(`ledger: { sources: [a.jsonl] }
attribution:
  period: { start: 2026-10-01, end: 2026-11-01 }
  ledger: { rules: [{ model: direct, key: team }] }
`);
    const markdown = await run(attributeCommand, 'a.cost.yaml', '--markdown');
    assert.match(markdown.out, /\| ads \| \$0\.10 \| 100% \|/);
    const csv = await run(attributeCommand, 'a.cost.yaml', '--csv', '--to', '2027-01-01');
    assert.equal(csv.out.trimEnd().split('\r\n').length, 3);
  });

  it('says what is missing: sources, a section, files outside of the workspace', async () => {
    await scenario('');
    const none = await run(attributeCommand, 'a.cost.yaml');
    assert.equal(none.code, 2);
    assert.match(none.error, /"ledger" section/);
    await writeFile('a.jsonl', event());
    await scenario('ledger: { sources: [a.jsonl, ../b.jsonl] }\n');
    const { code, error } = await run(attributeCommand, 'a.cost.yaml');
    assert.equal(code, 1);
    assert.match(error, /a\.cost\.yaml:3:\d+: error: No file of the workspace is "\.\.\/b\.jsonl"/);
    assert.match(error, /no "attribution" section/);
  });

  it('fails where the scenario or the usage cannot be read', async () => {
    assert.equal((await run(attributeCommand)).code, 2);
    assert.equal((await run(attributeCommand, 'no.cost.yaml')).code, 2);
    await scenario('ledger: { sources: [none/*.csv] }\n');
    assert.equal((await run(attributeCommand, 'a.cost.yaml')).code, 2);
    await writeFile('a.cost.yaml', 'costlens: [');
    assert.equal((await run(attributeCommand, 'a.cost.yaml')).code, 2);
  });
});
