import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import data from '../../../../src/engine/catalogs/data/instances.json';
import {
  builtInInstances,
  extendInstances,
  findInstance,
  instancesWith,
  pricePerGpuHour,
} from '../../../../src/engine/catalogs/instances';
import {
  instancesSchema,
  userInstanceSchema,
  type UserInstance,
} from '../../../../src/engine/catalogs/instanceSchema';

const catalog = builtInInstances;

/** The columns of an observation, the line of a CSV file. */
const columns = [
  ...['date', 'collected', 'source', 'provider', 'segment', 'pricing', 'gpu', 'sku', 'region'],
  ...['geo', 'gpus', 'hourly', 'perGpu', 'samples'],
] as const;

/** What the observations call an accelerator of the catalog. */
const observedNames: Readonly<Record<string, string>> = {
  'A100-SXM-40GB': 'A100-40GB',
  'A100-SXM': 'A100-80GB',
  'A100-PCIe': 'A100-80GB-PCIe',
  'H100-SXM': 'H100',
  'H100-PCIe': 'H100-PCIe',
  'H200-SXM': 'H200',
  'B200-SXM': 'B200',
  MI300X: 'MI300X',
  L40S: 'L40S',
};

function observed(line: string): Readonly<Record<(typeof columns)[number], string>> | undefined {
  const values = line.split(',');
  if (!/^\d{4}-\d{2}-\d{2},/.test(line) || values.length !== columns.length) return undefined;
  return Object.fromEntries(columns.map((name, at) => [name, values[at] ?? ''])) as Record<
    (typeof columns)[number],
    string
  >;
}

/** The figures of a line, commas of thousands apart. */
function figures(line: string): number[] {
  return [...line.matchAll(/(?<![\w.-])\d+(?:\.\d+)?(?![\w-]|\.\d)/g)].map(([text]) =>
    Number(text),
  );
}

function userRow(row: Partial<UserInstance>): UserInstance {
  return {
    id: 'aws/us-east-1/g5.2xlarge',
    instance: 'g5.2xlarge',
    provider: 'aws',
    region: 'us-east-1',
    accelerator: 'A10G',
    gpus: 1,
    onDemandHourly: 0.9,
    source: 'our contract',
    ...row,
  };
}

describe('instance catalog: data', () => {
  const { sources, instances } = instancesSchema.parse(data);
  const evidence = instances.map((row) => ({
    row,
    lines: [{ source: row.source, line: row.line }, ...(row.also ?? [])],
  }));

  it('is valid, and every row has a source and a line', () => {
    for (const { row, lines } of evidence) {
      for (const { source, line } of lines) {
        assert.ok(Object.hasOwn(sources, source), `${row.id}: ${source}`);
        assert.ok(line.trim().length > 10, row.id);
      }
    }
    const used = new Set(evidence.flatMap(({ lines }) => lines.map(({ source }) => source)));
    assert.deepEqual([...used].sort(), Object.keys(sources).sort());
  });

  it('has every instance once, under an id made of its provider, region and name', () => {
    for (const { id, provider, region, instance } of instances) {
      assert.equal(id, `${provider}/${region}/${instance}`);
    }
    assert.equal(new Set(instances.map(({ id }) => id.toLowerCase())).size, instances.length);
    assert.ok(instances.length >= 60);
    assert.ok(new Set(instances.map(({ provider }) => provider)).size >= 3);
  });

  it('states each price in its line, by the instance or, where a note says so, by the GPU', () => {
    for (const { row, lines } of evidence) {
      const byGpu = row.note?.startsWith('The price list is by GPU-hour') ?? false;
      const price = byGpu ? row.onDemandHourly / row.gpus : row.onDemandHourly;
      if (row.source === 'aws-price-list') {
        // A line of that table has several instances: the price is the one behind the name.
        assert.ok(row.line.includes(`"${row.instance}": ${price}`), row.id);
      } else assert.ok(figures(row.line).includes(price), `${row.id}: ${price} in ${row.line}`);
      if (row.spotHourly === undefined) continue;
      const spot = lines.map(({ line }) => observed(line)).find((o) => o?.pricing === 'spot');
      assert.equal(Number(spot?.hourly), row.spotHourly, row.id);
    }
  });

  it('agrees with every observation that it quotes, and those with themselves', () => {
    let checked = 0;
    for (const { row, lines } of evidence) {
      for (const { source, line } of lines) {
        const seen = observed(line);
        if (!seen) continue;
        const { sku, region, gpu } = seen;
        assert.deepEqual(
          [sku, region, gpu],
          [row.instance, row.region, observedNames[row.accelerator]],
        );
        assert.equal(seen.date, sources[source]?.asOf);
        if (row.provider !== 'oracle') assert.equal(Number(seen.gpus), row.gpus, row.id);
        const perGpu = Number(seen.hourly) / Number(seen.gpus);
        assert.ok(Math.abs(perGpu - Number(seen.perGpu)) < 1.01e-4, line);
        if (seen.pricing === 'on_demand') {
          const price = (row.onDemandHourly / row.gpus) * Number(seen.gpus);
          assert.ok(Math.abs(price - Number(seen.hourly)) < 1.01e-4, row.id);
        }
        checked++;
      }
    }
    assert.ok(checked > 100);
  });

  it('has GPUs, vCPUs and memory only as a line states them', () => {
    for (const { row, lines } of evidence) {
      const text = lines.map(({ line }) => line);
      const seen = text.map((line) => observed(line)).filter((o) => o !== undefined);
      const stated =
        seen.some((o) => Number(o.gpus) === row.gpus) ||
        text.some((l) => l.includes(`"${row.instance}"`) && l.includes(` GPU: ${row.gpus},`)) ||
        text.some((l) => l.startsWith(`| ${row.instance} |`) && l.includes(`| ${row.gpus} |`));
      assert.ok(stated, row.id);
      if (row.vcpus === undefined || row.memoryBytes === undefined) {
        assert.deepEqual([row.vcpus, row.memoryBytes], [undefined, undefined]);
        continue;
      }
      const { vcpus, memoryBytes } = row;
      const mebibytes = memoryBytes / 2 ** 20;
      assert.ok(
        text.some(
          (l) =>
            l.includes(`"${row.instance}"`) &&
            ((l.includes(`VCPU: ${vcpus},`) && l.includes(`MemoryMb: ${mebibytes},`)) ||
              (l.includes(`"vCPU": "${vcpus}"`) &&
                l.includes(`"Memory": "${mebibytes / 1024} GiB"`))),
        ),
        row.id,
      );
    }
  });

  it('is dearer on demand than on spot', () => {
    for (const { id, onDemandHourly, spotHourly = 0 } of instances) {
      assert.ok(spotHourly < onDemandHourly, id);
    }
  });

  it('names the day and the other price wherever an older source disagrees', () => {
    for (const { row, lines } of evidence) {
      if (!row.note?.includes('differ')) continue;
      const day = /\d{4}-\d{2}-\d{2}/.exec(row.note)?.[0] ?? '';
      assert.ok(
        lines.some(({ source }) => sources[source]?.asOf === day),
        row.id,
      );
      assert.ok(day < (sources[row.source]?.asOf ?? ''), row.id);
    }
  });

  it('is the table of docs/instances.md', () => {
    const lines = readFileSync('docs/instances.md', 'utf8').split('\n');
    const cells = (line: string) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
    const start = lines.findIndex((line) => cells(line)[2] === 'instance');
    const table = lines.slice(start + 2);
    const end = table.findIndex((line) => !line.startsWith('|'));
    assert.deepEqual(
      table.slice(0, end).map(cells),
      instances.map((row) => [
        row.provider,
        row.region,
        row.instance,
        `${row.gpus} × ${row.accelerator}`,
        String(row.onDemandHourly),
        row.spotHourly === undefined ? '' : String(row.spotHourly),
        sources[row.source]?.asOf,
      ]),
    );
  });
});

describe('instance catalog', () => {
  it('has the prices of AWS in us-east-1 that several public sources agree on', () => {
    const prices: Readonly<Record<string, number>> = {
      'p4d.24xlarge': 21.957642,
      'p4de.24xlarge': 27.44705,
      'p5.48xlarge': 55.04,
      'p5en.48xlarge': 63.296,
      'g5.xlarge': 1.006,
      'g5.2xlarge': 1.212,
      'g6.xlarge': 0.8048,
    };
    for (const [name, price] of Object.entries(prices)) {
      const found = findInstance(catalog, name);
      assert.deepEqual([found?.id, found?.onDemandHourly], [`aws/us-east-1/${name}`, price]);
    }
  });

  it('divides the price of an instance by its GPUs: $55.04 for 8 is $6.88', () => {
    const found = findInstance(catalog, 'p5.48xlarge');
    assert.ok(found);
    assert.equal(pricePerGpuHour(found), 6.88);
  });

  it('says from where and from when a price is, and nothing of the file behind it', () => {
    assert.deepEqual(findInstance(catalog, 'g5.2xlarge'), {
      id: 'aws/us-east-1/g5.2xlarge',
      instance: 'g5.2xlarge',
      provider: 'aws',
      region: 'us-east-1',
      accelerator: 'A10G',
      gpus: 1,
      vcpus: 8,
      memoryBytes: 32 * 2 ** 30,
      onDemandHourly: 1.212,
      source: {
        name: 'AWS price list of EC2, us-east-1, version 20260924211011',
        url: 'https://aws.amazon.com/ec2/pricing/on-demand/',
        asOf: '2026-09-24',
      },
    });
  });

  it('finds an instance by its id, in any letter case', () => {
    for (const row of catalog) assert.equal(findInstance(catalog, row.id), row);
    const id = 'azure/westeurope/standard_nd96isr_h100_v5';
    assert.equal(findInstance(catalog, id)?.onDemandHourly, 127.816);
  });

  it('finds a plain name in its default region, or in the one that is asked for', () => {
    const id = (name: string, region?: string) => findInstance(catalog, name, region)?.id;
    assert.equal(id(' P5.48xlarge '), 'aws/us-east-1/p5.48xlarge');
    assert.equal(id('p5.48xlarge', 'us-west-2'), 'aws/us-west-2/p5.48xlarge');
    assert.equal(id('Standard_NC24ads_A100_v4'), 'azure/eastus/Standard_NC24ads_A100_v4');
    assert.equal(id('a3-highgpu-8g'), 'gcp/us-central1/a3-highgpu-8g');
    assert.equal(id('hgx-h100', 'us-east-04'), 'coreweave/global/hgx-h100');
    assert.equal(id('p5.48xlarge', 'eu-north-1'), undefined);
    assert.equal(id('g5.3xlarge'), undefined);
    assert.equal(id('constructor'), undefined);
  });

  it('prefers us-east-1 for AWS wherever it stands in the catalog', () => {
    const reversed = [...catalog].reverse();
    assert.equal(findInstance(reversed, 'p5.48xlarge')?.region, 'us-east-1');
    const without = reversed.filter(({ region }) => region !== 'us-east-1');
    assert.equal(findInstance(without, 'p5.48xlarge')?.region, 'ap-northeast-1');
  });

  it('lists the instances of an accelerator in order', () => {
    const names = instancesWith(catalog, 'V100-SXM-16GB').map(({ instance }) => instance);
    assert.deepEqual(names, ['p3.2xlarge', 'p3.8xlarge', 'p3.16xlarge']);
    assert.deepEqual(instancesWith(catalog, 'TPU'), []);
  });
});

describe('instance catalog: rows of the user', () => {
  it('replaces a row as a whole, in its place, and adds new ones behind', () => {
    const own = userRow({ id: 'lab/basement/box', instance: 'box', provider: 'lab', gpus: 2 });
    const extended = extendInstances(catalog, [userRow({}), own]);
    assert.equal(extended.length, catalog.length + 1);
    const replaced = findInstance(extended, 'g5.2xlarge');
    assert.deepEqual(replaced, { ...userRow({}), source: { name: 'our contract' } });
    assert.equal(
      extended.findIndex((row) => row === replaced),
      catalog.findIndex(({ id }) => id === replaced.id),
    );
    assert.equal(extended.at(-1)?.id, 'lab/basement/box');
    assert.equal(findInstance(catalog, 'g5.2xlarge')?.onDemandHourly, 1.212);
  });

  it('takes the user’s row for any mix of new and known ids, each id once', () => {
    const ids = fc.oneof(
      fc.constantFrom(...catalog.map(({ id }) => id)),
      fc.string({ minLength: 1, maxLength: 12 }).filter((id) => id.trim() !== ''),
    );
    const rows = fc.array(
      fc.record({ id: ids, price: fc.double({ min: 0.01, max: 500, noNaN: true }) }),
    );
    fc.assert(
      fc.property(rows, (wanted) => {
        const users = wanted.map(({ id, price }) => userRow({ id, onDemandHourly: price }));
        const extended = extendInstances(catalog, users);
        const keys = extended.map(({ id }) => id.trim().toLowerCase());
        assert.equal(new Set(keys).size, keys.length);
        const last = new Map(wanted.map(({ id, price }) => [id.trim().toLowerCase(), price]));
        for (const [key, price] of last) {
          assert.equal(findInstance(extended, key)?.onDemandHourly, price);
        }
        for (const row of catalog) {
          if (!last.has(row.id.toLowerCase())) assert.ok(extended.includes(row));
        }
      }),
    );
  });

  it('needs a source, a price above nothing and whole GPUs', () => {
    assert.ok(userInstanceSchema.safeParse(userRow({})).success);
    assert.ok(userInstanceSchema.safeParse(userRow({ vcpus: 8, spotHourly: 0.4 })).success);
    const wrong = [
      { source: '  ' },
      { onDemandHourly: 0 },
      { onDemandHourly: Number.POSITIVE_INFINITY },
      { gpus: 0.5 },
      { region: '' },
      { line: 'quoted' },
    ];
    for (const part of wrong) {
      assert.ok(!userInstanceSchema.safeParse({ ...userRow({}), ...part }).success);
    }
    const unsourced = { ...userRow({}), source: undefined };
    assert.ok(!userInstanceSchema.safeParse(unsourced).success);
  });
});
