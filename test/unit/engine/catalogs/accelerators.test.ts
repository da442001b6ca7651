import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  builtInAccelerators,
  findAccelerator,
  halfPrecisionFlops,
  type Accelerator,
} from '../../../../src/engine/catalogs/accelerators';
import {
  acceleratorsSchema,
  userAcceleratorSchema,
  type AcceleratorsData,
} from '../../../../src/engine/catalogs/acceleratorSchema';
import { extendCatalog } from '../../../../src/engine/catalogs/catalog';
import data from '../../../../src/engine/catalogs/data/accelerators.json';
import { builtInInstances } from '../../../../src/engine/catalogs/instances';
import { dataSheets } from './dataSheets';
import { markdownTable } from './markdownTable';

const { accelerators, sources } = acceleratorsSchema.parse(data);
type Row = AcceleratorsData['accelerators'][number];
type Figure = Row['evidence'][number]['figures'][number];

const isFigure = (key: string): key is Figure =>
  key.endsWith('Flops') || key.endsWith('PerSecond') || ['memoryBytes', 'powerWatts'].includes(key);
const figuresOf = (row: Row): readonly Figure[] => Object.keys(row).filter(isFigure);

const found = (name: string, catalog = builtInAccelerators): Accelerator => {
  const looked = findAccelerator(catalog, name);
  assert.ok(looked.known, name);
  return looked.row;
};

/** The numbers of a line: "1,979", "2e12", and "989.4 / 2" as its half too. */
function numbersIn(line: string): readonly number[] {
  const plain = line.replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, '');
  const halves = [...plain.matchAll(/([\d.]+(?:e\d+)?) *\/ *2\b/g)].map(([, n]) => Number(n) / 2);
  return [...[...plain.matchAll(/\d+(?:\.\d+)?(?:e\+?\d+)?/g)].map(Number), ...halves];
}

/**
 * Whether a line states a figure: in any decimal unit, rounded; memory also in binary units, what
 * goes both ways as its sum, and what is said to be with sparsity as the double.
 */
function states(line: string, figure: Figure, value: number): boolean {
  const factors = [
    1,
    ...(figure === 'memoryBytes' ? [1.024 ** -3] : []),
    ...(figure === 'interconnectBytesPerSecond' ? [0.5] : []),
    ...(/sparsity/i.test(line) ? [0.5] : []),
  ];
  return numbersIn(line).some((number) =>
    [1, 1e3, 1e6, 1e9, 1e12, 1e15].some((unit) =>
      factors.some((factor) => Math.abs((number * unit * factor) / value - 1) < 0.03),
    ),
  );
}

describe('accelerators', () => {
  it('have sources that are there and used', () => {
    const used = accelerators.flatMap(({ evidence }) => evidence.map(({ source }) => source));
    assert.deepEqual([...new Set(used)].sort(), Object.keys(sources).sort());
  });

  it('have two sources for each figure, and lines that state it', () => {
    for (const row of accelerators) {
      for (const figure of figuresOf(row)) {
        const evidence = row.evidence.filter(({ figures }) => figures.includes(figure));
        const from = new Set(evidence.map(({ source }) => source));
        assert.ok(from.size >= 2, `${row.id} ${figure}: ${[...from].join()}`);
        for (const { line } of evidence) {
          assert.ok(states(line, figure, row[figure] ?? NaN), `${row.id} ${figure}: ${line}`);
        }
      }
      for (const { figures } of row.evidence) {
        for (const figure of figures) assert.ok(row[figure] !== undefined, `${row.id} ${figure}`);
      }
    }
    assert.ok(accelerators.length >= 45);
  });

  it('have names that each mean one of them', () => {
    for (const { id, name, aliases } of accelerators) {
      for (const own of [id, name, ...aliases]) assert.equal(found(own).id, id, own);
    }
  });

  it('have the peaks, memory and bandwidth of the makers’ data sheets', () => {
    for (const [id, figures] of Object.entries(dataSheets)) {
      const { bf16Flops = NaN, memoryBytes, bandwidthBytesPerSecond } = found(id);
      assert.deepEqual(
        [bf16Flops / 1e12, memoryBytes / 1e9, bandwidthBytesPerSecond / 1e12],
        figures,
      );
    }
  });

  it('are those of the instances, under the same ids, and more', () => {
    for (const { accelerator } of builtInInstances) {
      assert.equal(builtInAccelerators.get(accelerator)?.id, accelerator);
    }
    for (const id of ['B200-SXM', 'GB200', 'MI300X', 'RTX-PRO-6000', 'TPU-v5e', 'Trainium2']) {
      assert.ok(builtInAccelerators.has(id), id);
    }
  });

  it('give dense figures: eight bits at most double sixteen, four double eight', () => {
    for (const row of builtInAccelerators.values()) {
      const half = halfPrecisionFlops(row);
      const { fp8Flops, fp4Flops, int8Flops } = row;
      // GeForce has half of its FP16 peak where it accumulates in FP32, as with BF16 it does.
      const atMost = row.id === 'RTX-4090' ? 4 : 2;
      for (const eight of [fp8Flops, int8Flops]) {
        if (eight && half) assert.ok(eight <= atMost * 1.03 * half, row.id);
      }
      if (fp4Flops && fp8Flops) assert.ok(fp4Flops <= 3 * fp8Flops, row.id);
      assert.ok(!(row.bf16Flops && row.fp16Flops), row.id);
    }
  });

  it('have half-precision peaks in BF16 or, before there was BF16, in FP16', () => {
    assert.equal(halfPrecisionFlops(found('A100')), 312e12);
    assert.equal(halfPrecisionFlops(found('T4')), 65e12);
    assert.equal(halfPrecisionFlops(found('RTX-PRO-6000')), undefined);
  });

  it('are found by the names that drivers and people have for them', () => {
    const names: Readonly<Record<string, string>> = {
      'NVIDIA H100 80GB HBM3': 'H100-SXM',
      'NVIDIA A100-SXM4-80GB': 'A100-SXM',
      'NVIDIA A100-SXM4-40GB': 'A100-SXM-40GB',
      'NVIDIA A100 80GB PCIe': 'A100-PCIe',
      'NVIDIA H100 PCIe': 'H100-PCIe',
      'Tesla V100-SXM2-16GB': 'V100-SXM-16GB',
      'Tesla T4': 'T4',
      'NVIDIA GeForce RTX 4090': 'RTX-4090',
      'AMD Instinct MI300X': 'MI300X',
      h100: 'H100-SXM',
      'H100-SXM5': 'H100-SXM',
      a100_80gb: 'A100-SXM',
      'tpu v5e': 'TPU-v5e',
    };
    for (const [name, id] of Object.entries(names)) assert.equal(found(name).id, id, name);
  });

  it('are not guessed: an unknown name has those it may have meant', () => {
    assert.deepEqual(findAccelerator(builtInAccelerators, 'H1000'), {
      known: false,
      nearest: ['H100-SXM'],
    });
    assert.deepEqual(findAccelerator(builtInAccelerators, 'abacus'), { known: false, nearest: [] });
  });

  it('are found in any letter case, with any separators, with or without the maker', () => {
    const rows = [...builtInAccelerators.values()];
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        fc.constantFrom('-', ' ', '_', ' - '),
        fc.boolean(),
        fc.boolean(),
        ({ id, vendor = '' }, separator, upper, withMaker) => {
          const spelt = `${withMaker ? `${vendor} ` : ''}${id.replaceAll('-', separator)}`;
          assert.equal(found(upper ? spelt.toUpperCase() : spelt.toLowerCase()).id, id);
        },
      ),
    );
  });

  it('are a user’s where the user says so, with a source', () => {
    const row = {
      id: 'h100-sxm',
      name: 'Our H100',
      memoryBytes: 80e9,
      bandwidthBytesPerSecond: 3e12,
      bf16Flops: 900e12,
      source: 'Measured in our cluster',
    };
    const user = userAcceleratorSchema.parse(row);
    const catalog = extendCatalog(builtInAccelerators, [user]);
    assert.equal(catalog.size, builtInAccelerators.size);
    const { bf16Flops, fp8Flops, source } = found('NVIDIA H100 80GB HBM3', catalog);
    assert.deepEqual([bf16Flops, fp8Flops, source], [900e12, undefined, row.source]);
    assert.equal(found('H100').bf16Flops, 989e12);
    for (const wrong of [
      { ...row, source: undefined },
      { ...row, source: ' ' },
      { ...row, tflops: 900 },
      { ...row, memoryBytes: 0 },
    ]) {
      assert.equal(userAcceleratorSchema.safeParse(wrong).success, false);
    }
  });

  it('are the table of docs/catalogs.md', () => {
    const tera = (flops?: number) => (flops === undefined ? '' : String(flops / 1e12));
    const giga = (bytes?: number) => (bytes === undefined ? '' : String(bytes / 1e9));
    assert.deepEqual(
      markdownTable(readFileSync('docs/catalogs.md', 'utf8'), 'accelerator'),
      accelerators.map((row) => [
        row.id,
        giga(row.memoryBytes),
        giga(row.bandwidthBytesPerSecond),
        row.fp16Flops === undefined ? tera(row.bf16Flops) : `${tera(row.fp16Flops)} (FP16)`,
        tera(row.fp8Flops),
        tera(row.fp4Flops),
        tera(row.int8Flops),
        String(row.powerWatts ?? ''),
        giga(row.interconnectBytesPerSecond),
      ]),
    );
  });

  it('say where their figures are from', () => {
    const { source } = found('H100-SXM');
    assert.match(
      source,
      /^NVIDIA aiconfigurator: system files; .*SemiAnalysis InferenceX: GPU specs, dense/,
    );
    assert.equal(source.split('; ').length, new Set(source.split('; ')).size);
  });
});
