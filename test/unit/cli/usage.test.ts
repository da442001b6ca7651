import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { recordCommand } from '../../../src/cli/record';
import { usageCommand } from '../../../src/cli/usage';
import { event, inEmptyFolders, run } from './commands';

interface Printed {
  readonly rows: number;
  readonly rejected: number;
  readonly currency: string | null;
  readonly total: string | null;
  readonly totals?: readonly unknown[];
  readonly groups: readonly Readonly<Record<string, unknown>>[];
  readonly findings: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
    readonly rows: number;
    readonly line?: number;
  }[];
}

describe('usage on the command line', () => {
  inEmptyFolders();

  async function json(...args: string[]): Promise<Printed & { readonly code: number }> {
    const { code, out } = await run(usageCommand, ...args, '--json');
    return { code, ...(JSON.parse(out) as Printed) };
  }

  const codes = ({ findings }: Printed): readonly string[] => findings.map(({ code }) => code);

  it('prints one document with exact amounts, null for values that are missing', async () => {
    await writeFile('a.jsonl', event() + event({ cost: 0.2, model: 'gpt-4o' }) + event({ at: 1 }));
    const { out, code } = await run(usageCommand, 'a.jsonl', '--by', 'model,day', '--json');
    assert.equal(code, 1);
    const printed = JSON.parse(out) as Printed;
    assert.deepEqual(Object.keys(printed), [
      'rows',
      'rejected',
      'currency',
      'total',
      'groups',
      'findings',
    ]);
    assert.deepEqual(
      { ...printed, findings: printed.findings.map(({ code: own, rows }) => `${own} ${rows}`) },
      {
        rows: 2,
        rejected: 1,
        currency: 'USD',
        total: '0.3',
        groups: [
          { model: 'gpt-4o', day: '2026-10-03', amount: '0.2', rows: 1 },
          { model: null, day: '2026-10-03', amount: '0.1', rows: 1 },
        ],
        findings: ['usage-reject-time 1'],
      },
    );
  });

  it('takes days as half-open, and says what is outside', async () => {
    await writeFile('a.jsonl', event() + event({ at: '2026-11-01T00:00:00Z' }));
    const october = await json('a.jsonl', '--from', '2026-10-01', '--to', '2026-11-01');
    assert.equal(october.rows, 1);
    assert.equal(october.total, '0.1');
    assert.deepEqual(codes(october), ['usage-outside-range']);
    assert.equal((await json('a.jsonl', '--from', '2026-11-01')).rows, 1);
  });

  it('never adds currencies up', async () => {
    await writeFile('a.jsonl', event() + event({ currency: 'EUR' }) + event({ cost: null }));
    const mixed = await json('a.jsonl', '--by', 'provider');
    assert.equal(mixed.total, null);
    assert.equal(mixed.currency, null);
    assert.deepEqual(mixed.groups, [
      { provider: 'openai', currency: 'EUR', amount: '0.1', rows: 1 },
      { provider: 'openai', currency: 'USD', amount: '0.1', rows: 1 },
      { provider: 'openai', currency: null, amount: null, rows: 1 },
    ]);
    assert.deepEqual(codes(mixed), ['usage-currencies', 'usage-cost-unknown']);
  });

  it('prints tables, and CSV that a spreadsheet reads', async () => {
    await writeFile('a.jsonl', event({ team: 'a, "b"|' }) + event({ cost: null }));
    const text = await run(usageCommand, 'a.jsonl', '--by', 'team');
    assert.match(
      text.out,
      /^TEAM +AMOUNT +ROWS\na, "b"\| +0\.1 +1\n– +unknown +1\ntotal: 0\.1 USD \(2 rows\)\n$/,
    );
    assert.match(text.error, /warning: Rows without a known cost, .*: 1\. \[usage-cost-unknown\]/);
    const markdown = await run(usageCommand, 'a.jsonl', '--by', 'team', '--markdown');
    assert.match(
      markdown.out,
      /^\| team \| amount \| rows \|\n\| --- \| ---: \| ---: \|\n\| a, "b"\\\| \| 0\.1 \| 1 \|/,
    );
    const csv = await run(usageCommand, 'a.jsonl', '--by', 'team', '--csv');
    assert.equal(csv.out, 'team,amount,rows\n"a, ""b""|",0.1,1\n,,1\n');
  });

  it('walks folders, unpacks gzip, and reads no file twice', async () => {
    await mkdir('data/deep', { recursive: true });
    await writeFile('data/a.jsonl', event());
    await writeFile('data/deep/b.jsonl.gz', gzipSync(event() + event()));
    await writeFile('data/notes.txt', 'no data');
    await writeFile('data/other.json', '{"name": "x"}');
    await symlink('a.jsonl', 'data/link.jsonl');
    const read = await json('data', 'data/a.jsonl', 'data/link.jsonl');
    assert.equal(read.rows, 3);
    assert.deepEqual(codes(read), ['usage-file-unknown']);
    assert.equal(read.code, 0);
  });

  it('reads UTF-16 and byte-order marks', async () => {
    const text = event({ team: 'Größe' });
    await writeFile('bom.jsonl', `\uFEFF${text}`);
    await writeFile('le.jsonl', Buffer.from(`\uFEFF${text}`, 'utf16le'));
    await writeFile('be.jsonl', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16());
    await writeFile('none.jsonl', Buffer.from(text, 'utf16le'));
    const read = await json('.', '--by', 'team');
    assert.deepEqual(read.groups, [{ team: 'Größe', amount: '0.4', rows: 4 }]);
  });

  it('counts what is whole in a file of 10 MB lines, and bounds what is longer', async () => {
    const long = event({ tags: { text: 'x'.repeat(10 * 1024 * 1024) } });
    const tooLong = event({ tags: { text: 'x'.repeat(17 * 1024 * 1024) } });
    await writeFile('a.jsonl', event() + long + tooLong + event());
    const read = await json('a.jsonl');
    assert.equal(read.rows, 3);
    assert.equal(read.rejected, 1);
    assert.equal(read.findings[0]?.code, 'usage-reject-long');
    assert.equal(read.findings[0].line, 3);
  });

  it('says how files end that are damaged', async () => {
    await writeFile('cut.jsonl', event() + event().slice(0, -10));
    const cut = await json('cut.jsonl');
    assert.deepEqual([cut.rows, cut.rejected, cut.code], [1, 1, 1]);
    const packed = gzipSync(
      event() + Array.from({ length: 5000 }, () => event({ cost: Math.PI })).join(''),
    );
    await writeFile('cut.jsonl.gz', packed.subarray(0, packed.length - 9));
    const gzip = await json('cut.jsonl.gz');
    assert.ok(codes(gzip).includes('usage-file-cut-off'));
    assert.equal(gzip.code, 1);
    await writeFile('binary.csv', Buffer.from([1, 0, 0, 2, 0, 0]));
    assert.deepEqual(codes(await json('binary.csv')), ['usage-file-unknown']);
    await writeFile('empty.csv', '');
    const nothing = await json('empty.csv', 'missing.csv');
    assert.deepEqual(codes(nothing), ['usage-file-empty', 'usage-file-unreadable']);
    assert.equal(nothing.code, 2);
    await writeFile(
      'bytes.jsonl',
      Buffer.concat([
        Buffer.from(event()),
        Buffer.from(event({ team: 'x' }).replace('x', '\xff'), 'latin1'),
      ]),
    );
    assert.deepEqual(codes(await json('bytes.jsonl')), ['usage-file-malformed']);
  });

  it('loses nothing of a file with broken rows, the first among them', async () => {
    const lines = Array.from({ length: 1000 }, (_, n) =>
      n % 100 === 0 ? event().slice(n % 200 === 0 ? 10 : 0, 40) + '\n' : event(),
    );
    await writeFile('a.jsonl', lines.join(''));
    const read = await json('a.jsonl');
    assert.deepEqual([read.rows, read.rejected, read.total], [990, 10, '99']);
  });

  it('comes to an end on a file that grows meanwhile, with whole rows only', async () => {
    await writeFile('a.jsonl', Array.from({ length: 20_000 }, () => event()).join(''));
    const writer = { done: false };
    const writing = (async () => {
      while (!writer.done) {
        const line = event();
        await appendFile('a.jsonl', line.slice(0, 20));
        await appendFile('a.jsonl', line.slice(20));
      }
    })();
    const read = await json('a.jsonl');
    writer.done = true;
    await writing;
    assert.equal(read.rejected, 0);
    assert.ok(read.rows >= 20_000);
    assert.equal(Number(read.total), read.rows / 10);
  });

  it('prints the total alone where nothing is grouped', async () => {
    await writeFile('a.jsonl', event());
    assert.equal((await run(usageCommand, 'a.jsonl')).out, 'total: 0.1 USD (1 rows)\n');
  });

  it('exports the rows that do not count', async () => {
    await writeFile('a.jsonl', `${event()}{"at": "never", "cost": 1}\n{"at"\n`);
    const read = await json('a.jsonl', '--rejected', 'rejected.jsonl');
    assert.equal(read.rejected, 2);
    const rows = (await readFile('rejected.jsonl', 'utf8')).trimEnd().split('\n');
    assert.deepEqual(
      rows.map((row) => JSON.parse(row) as unknown),
      [
        {
          file: 'a.jsonl',
          line: 2,
          reason: 'not-a-time',
          field: 'at',
          text: '{"at": "never", "cost": 1}',
        },
        { file: 'a.jsonl', line: 3, reason: 'not-json', text: '{"at"' },
      ],
    );
  });

  it('warns where a bill and priced usage are of the same day', async () => {
    await writeFile(
      'a.jsonl',
      event({ cost: undefined, model: 'gpt-4o', inputTokens: 10, outputTokens: 1 }) + event(),
    );
    assert.deepEqual(codes(await json('a.jsonl')), ['usage-counted-twice', 'usage-cost-computed']);
  });

  it('reads other files by a mapping', async () => {
    await writeFile('a.csv', 'When,Paid\n2026-10-03,1.5\n');
    await writeFile('map.json', JSON.stringify({ fields: { at: 'When', cost: 'Paid' } }));
    assert.equal((await json('a.csv', '--mapping', 'map.json')).total, '1.5');
    await writeFile('bad.json', JSON.stringify({ fields: { cost: 'Paid' } }));
    const bad = await run(usageCommand, 'a.csv', '--mapping', 'bad.json');
    assert.equal(bad.code, 2);
    assert.match(bad.error, /"bad\.json" is not read: fields\.at/);
    await writeFile('costlens.mapping.json', await readFile('map.json'));
    const beside = await json('.');
    assert.equal(beside.total, '1.5');
  });

  it('refuses what it does not know', async () => {
    for (const args of [
      [],
      ['a', '--by', 'colour'],
      ['a', '--by', 'tag:'],
      ['a', '--cost', 'net'],
      ['a', '--from', 'monday'],
      ['a', '--json', '--csv'],
    ]) {
      assert.equal((await run(usageCommand, ...args)).code, 2, args.join(' '));
    }
  });

  it('record appends an event that usage reads', async () => {
    const args = [
      'u.jsonl',
      '--model',
      'gpt-4o',
      '--input',
      '1000',
      '--cached',
      '400',
      '--output',
      '100',
    ];
    const tags = ['--tag', 'env=prod', '--team', 'search', '--at', '2026-10-03T10:00:00Z'];
    await writeFile('u.jsonl', '{"at"');
    for (let n = 0; n < 3; n++) {
      assert.equal((await run(recordCommand, ...args, ...tags, '--provider', 'openai')).code, 0);
    }
    const read = await json('u.jsonl', '--by', 'team,tag:env');
    // 600 × $2.50 + 400 × $1.25 + 100 × $10 a million, three times.
    assert.deepEqual(read.groups, [
      { team: 'search', 'tag:env': 'prod', amount: '0.009', rows: 3 },
    ]);
    assert.equal(read.rejected, 1);
  });

  it('record appends whole lines, however many do so at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        run(recordCommand, 'u.jsonl', '--cost', '0.1', '--user', `u${n}`),
      ),
    );
    const read = await json('u.jsonl');
    assert.deepEqual([read.rows, read.rejected, read.total], [20, 0, '2']);
  });

  it('record refuses an event that would not count', async () => {
    for (const args of [
      ['u.jsonl'],
      ['--cost', '1'],
      ['u.jsonl', '--cost', 'a lot'],
      ['u.jsonl', '--input', '10', '--cached', '20', '--output', '1'],
      ['u.jsonl', '--cost', '1', '--tag', 'x'],
      ['u.jsonl', '--cost', '1', '--tier', 'gold'],
      ['u.jsonl', '--cost', '1', '--at', 'now'],
    ]) {
      assert.equal((await run(recordCommand, ...args)).code, 2, args.join(' '));
    }
    await assert.rejects(readFile('u.jsonl'));
  });
});
