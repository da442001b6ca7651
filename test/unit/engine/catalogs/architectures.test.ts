import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  builtInArchitectures,
  findArchitecture,
  type Architecture,
} from '../../../../src/engine/catalogs/architectures';
import {
  architecturesSchema,
  userArchitectureSchema,
  type ArchitecturesData,
} from '../../../../src/engine/catalogs/architectureSchema';
import { extendCatalog } from '../../../../src/engine/catalogs/catalog';
import data from '../../../../src/engine/catalogs/data/architectures.json';
import { markdownTable } from './markdownTable';

const { architectures, sources } = architecturesSchema.parse(data);
type Row = ArchitecturesData['architectures'][number];

const found = (name: string, catalog = builtInArchitectures): Architecture => {
  const looked = findArchitecture(catalog, name);
  assert.ok(looked.known, name);
  return looked.row;
};

const linesOf = (row: Row, ...kinds: readonly string[]): string =>
  row.evidence.lines
    .filter(({ of }) => kinds.includes(of))
    .map(({ line }) => line)
    .join(' | ')
    .replaceAll(/(?<=\d)[,_](?=\d{3})/g, '');

/** Numbers of a line as they stand, and in units: "671B", "1 trillion", "128k". */
const numbersIn = (line: string): readonly number[] =>
  [...line.matchAll(/(\d+(?:\.\d+)?)(?:\s?(trillion|billion|[TBMk])\b)?/gi)].map(
    ([, digits, unit = '']) =>
      Number(digits) *
      ({ trillion: 1e12, t: 1e12, billion: 1e9, b: 1e9, m: 1e6, k: 1e3 }[unit.toLowerCase()] ?? 1),
  );

interface Count {
  readonly total: number;
  readonly active: number;
}

/** Weights of one layer's attention: of queries, keys, values and the output. */
function attentionWeights({ hiddenSize, attentionHeads, kvHeads, headDim, ...row }: Row): number {
  const latent = row.evidence.weights.mla;
  if (!row.mla || !latent) return hiddenSize * headDim * 2 * (attentionHeads + kvHeads);
  const { kvLoraRank, ropeHeadDim } = row.mla;
  const { qLoraRank, nopeHeadDim, valueHeadDim } = latent;
  return (
    hiddenSize * (qLoraRank + kvLoraRank + ropeHeadDim) +
    attentionHeads * qLoraRank * (nopeHeadDim + ropeHeadDim) +
    attentionHeads * kvLoraRank * (nopeHeadDim + valueHeadDim) +
    attentionHeads * valueHeadDim * hiddenSize
  );
}

/**
 * Parameters by the sizes of the matrices, without norms and biases: three matrices for each
 * gated feed-forward layer or expert. `active` has the embedding only once, as looking up a row of
 * it multiplies nothing.
 */
function count(row: Row): Count {
  const { layers, hiddenSize, experts = 0, expertsPerToken = 0, sharedExperts = 0 } = row;
  const { vocabSize, tiedEmbeddings, ...sizes } = row.evidence.weights;
  const { intermediateSize = 0, moeIntermediateSize = 0, moeLayers = 0 } = sizes;
  const expert = 3 * hiddenSize * moeIntermediateSize;
  const embedding = vocabSize * hiddenSize;
  const common =
    layers * attentionWeights(row) +
    (layers - moeLayers) * 3 * hiddenSize * intermediateSize +
    moeLayers * (sharedExperts * expert + hiddenSize * experts) +
    embedding;
  return {
    total: common + moeLayers * experts * expert + (tiedEmbeddings ? 0 : embedding),
    active: common + moeLayers * expertsPerToken * expert,
  };
}

/** Bytes that a token adds to the cache at two bytes a number, windows left aside. */
const kvBytes = ({ layers, kvHeads, headDim, mla }: Architecture): number =>
  2 * layers * (mla ? mla.kvLoraRank + mla.ropeHeadDim : 2 * kvHeads * headDim);

describe('architectures', () => {
  it('have sources that are there and used', () => {
    const used = architectures.flatMap(({ evidence }) => evidence.lines.map((line) => line.source));
    assert.deepEqual([...new Set(used)].sort(), Object.keys(sources).sort());
  });

  it('have a line for the configuration, one for the parameters, and none twice', () => {
    for (const { id, evidence } of architectures) {
      const kinds = evidence.lines.map(({ of }) => of);
      assert.deepEqual(kinds.slice(0, 2), ['config', 'parameters'], id);
      assert.equal(new Set(kinds).size, kinds.length, id);
    }
    assert.ok(architectures.length >= 45);
  });

  it('have the figures of their lines', () => {
    for (const row of architectures) {
      const config = numbersIn(linesOf(row, 'config'));
      const { weights, derivedHeadDim } = row.evidence;
      const stated = {
        ...{ layers: row.layers, hiddenSize: row.hiddenSize, heads: row.attentionHeads },
        ...{ vocabSize: weights.vocabSize, experts: row.experts, perToken: row.expertsPerToken },
        ...(row.kvHeads !== row.attentionHeads && { kvHeads: row.kvHeads }),
        ...row.mla,
      };
      for (const [field, value] of Object.entries(stated)) {
        if (value === undefined) continue;
        assert.ok(config.includes(value), `${row.id} ${field} ${value}`);
      }
      if (!derivedHeadDim && !row.mla) {
        const head = numbersIn(linesOf(row, 'config', 'headDim'));
        assert.ok(head.includes(row.headDim), `${row.id} headDim`);
      }
      if (row.slidingWindow) {
        const window = numbersIn(linesOf(row, 'config', 'slidingWindow'));
        assert.ok(window.includes(row.slidingWindow.tokens), `${row.id} slidingWindow`);
      }
      const context = numbersIn(linesOf(row, 'config', 'context'));
      // A model card's "4k" is 4,096.
      const { maxContextTokens } = row;
      const spelt = [maxContextTokens, (maxContextTokens / 1024) * 1000];
      assert.ok(
        spelt.some((tokens) => context.includes(tokens)),
        `${row.id} maxContextTokens`,
      );
    }
  });

  it('have the parameters of their lines, but for rounding', () => {
    for (const row of architectures) {
      const numbers = numbersIn(linesOf(row, 'parameters'));
      // Gemma 3’s report has no exact total, but its three parts.
      const total = row.id === 'gemma-3-27b' ? 417e6 + 1416e6 + 25_600e6 : row.parameters;
      assert.equal(row.parameters, total, row.id);
      const parts = row.id === 'gemma-3-27b' ? [417e6, 1416e6, 25_600e6] : [total];
      for (const part of parts) assert.ok(numbers.includes(part), `${row.id}: ${part}`);
      if (row.activeParameters !== row.parameters) {
        assert.ok(numbers.includes(row.activeParameters), `${row.id}: ${row.activeParameters}`);
      }
    }
  });

  it('have as many parameters as their matrices have, within 3 %', () => {
    for (const row of architectures) {
      const { total } = count(row);
      assert.ok(Math.abs(total / row.parameters - 1) < 0.03, `${row.id}: ${total}`);
    }
  });

  it('have as many active parameters as the matrices that a token meets, within 10 %', () => {
    for (const row of architectures) {
      if (row.experts === undefined) {
        assert.equal(row.activeParameters, row.parameters, row.id);
        continue;
      }
      const { active } = count(row);
      assert.ok(Math.abs(active / row.activeParameters - 1) < 0.1, `${row.id}: ${active}`);
    }
  });

  it('divide the hidden size by the heads only where the configuration has no head dimension', () => {
    for (const { id, evidence, hiddenSize, attentionHeads, headDim } of architectures) {
      if (evidence.derivedHeadDim) assert.equal(headDim, hiddenSize / attentionHeads, id);
    }
  });

  it('have the KV cache and the parameters that their makers publish', () => {
    assert.equal(kvBytes(found('llama-3.1-70b')), 327_680);
    assert.equal(kvBytes(found('llama-3.1-8b')), 131_072);
    assert.equal(kvBytes(found('llama-3.1-405b')), 516_096);
    // DeepSeek-V2 and later: 512 + 64 numbers a layer.
    assert.equal(kvBytes(found('deepseek-v3')), 61 * 576 * 2);
    const billions = (id: string) => Number((found(id).parameters / 1e9).toPrecision(3));
    assert.deepEqual(['llama-2-7b', 'llama-2-13b', 'llama-2-70b'].map(billions), [6.74, 13, 69]);
    assert.equal(billions('llama-3.1-8b'), 8.03);
    assert.equal(found('deepseek-v3').activeParameters, 37e9);
  });

  it('have names that each mean one of them', () => {
    for (const { id, name, huggingFaceId, aliases } of architectures) {
      for (const own of [id, name, huggingFaceId, ...aliases]) assert.equal(found(own).id, id, own);
    }
  });

  it('are found by Hugging Face ids, whoever publishes them, tuned or in another precision', () => {
    const names: Readonly<Record<string, string>> = {
      'meta-llama/Llama-3.1-70B-Instruct': 'llama-3.1-70b',
      'meta-llama/Meta-Llama-3.1-8B-Instruct': 'llama-3.1-8b',
      'meta-llama/Llama-3.3-70B-Instruct': 'llama-3.1-70b',
      'nvidia/Llama-3.1-405B-Instruct-FP8': 'llama-3.1-405b',
      'hugging-quants/Meta-Llama-3.1-70B-Instruct-AWQ-INT4': 'llama-3.1-70b',
      'meta-llama/Llama-2-7b-chat-hf': 'llama-2-7b',
      'meta-llama/Llama-4-Scout-17B-16E-Instruct': 'llama-4-scout',
      'Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4': 'qwen2.5-72b',
      'google/gemma-3-27b-it': 'gemma-3-27b',
      'mistralai/Mixtral-8x7B-Instruct-v0.1': 'mixtral-8x7b',
      'nvidia/DeepSeek-R1-NVFP4': 'deepseek-v3',
      'GPT-OSS-120B': 'gpt-oss-120b',
      'Llama 3.1 70B': 'llama-3.1-70b',
    };
    for (const [name, id] of Object.entries(names)) assert.equal(found(name).id, id, name);
  });

  it('are not taken for later releases, other sizes, or models that are not in the catalog', () => {
    for (const name of [
      'Qwen/Qwen3-235B-A22B-Instruct-2507',
      'moonshotai/Kimi-K2-Thinking',
      'deepseek-ai/DeepSeek-V3.2',
      'meta-llama/Llama-3.1-8',
      'meta-llama/Llama-3.2-11B-Vision',
      'google/gemma-3-12b-it',
      '',
      '/',
    ]) {
      assert.equal(findArchitecture(builtInArchitectures, name).known, false, name);
    }
    assert.deepEqual(findArchitecture(builtInArchitectures, 'lama-3.1-70b'), {
      known: false,
      nearest: ['llama-3.1-70b', 'llama-3.1-8b', 'llama-3.1-405b'],
    });
  });

  it('are found in any letter case, under any owner, with any endings of a variant', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...architectures),
        fc.stringMatching(/^([A-Za-z0-9-]{1,12}\/)?$/),
        fc.array(fc.constantFrom('-Instruct', '-FP8', '-awq', '-GGUF', '-4bit')),
        fc.boolean(),
        ({ id }, owner, endings, upper) => {
          const spelt = `${owner}${id}${endings.join('')}`;
          assert.equal(found(upper ? spelt.toUpperCase() : spelt).id, id);
        },
      ),
    );
  });

  it('are a user’s where the user says so, with a source and without contradictions', () => {
    const row = {
      id: 'our-model',
      name: 'Our model',
      parameters: 10e9,
      activeParameters: 2e9,
      experts: 16,
      expertsPerToken: 2,
      layers: 24,
      hiddenSize: 2048,
      attentionHeads: 16,
      kvHeads: 4,
      headDim: 128,
      slidingWindow: { tokens: 1024, layers: 12 },
      maxContextTokens: 32_768,
      source: 'our training run',
    };
    const catalog = extendCatalog(builtInArchitectures, [userArchitectureSchema.parse(row)]);
    assert.equal(found('us/Our-Model-Instruct', catalog).source, row.source);
    assert.equal(found('llama-3.1-8b', catalog).layers, 32);
    for (const wrong of [
      { ...row, source: undefined },
      { ...row, expertsPerToken: undefined },
      { ...row, colour: 'red' },
      { ...row, activeParameters: 11e9 },
      { ...row, expertsPerToken: 17 },
      { ...row, kvHeads: 5 },
      { ...row, slidingWindow: { tokens: 1024, layers: 25 } },
    ]) {
      assert.equal(userArchitectureSchema.safeParse(wrong).success, false, JSON.stringify(wrong));
    }
  });

  it('are the table of docs/catalogs.md', () => {
    assert.deepEqual(
      markdownTable(readFileSync('docs/catalogs.md', 'utf8'), 'architecture'),
      architectures.map((row) => [
        row.id,
        String(row.parameters / 1e9),
        row.experts === undefined ? '' : String(row.activeParameters / 1e9),
        row.experts === undefined ? '' : `${row.expertsPerToken} of ${row.experts}`,
        String(row.layers),
        String(row.hiddenSize),
        `${row.attentionHeads} / ${row.kvHeads} × ${row.headDim}`,
        row.slidingWindow ? `${row.slidingWindow.layers} of ${row.slidingWindow.tokens}` : '',
        String(row.maxContextTokens),
        String(kvBytes(found(row.id))),
      ]),
    );
  });
});
