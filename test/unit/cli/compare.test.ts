import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ComparedModel } from '../../../src/cli/compare';
import { defaultComparedModels } from '../../../src/engine/report/compareModels';

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function compare(...args: string[]): Run {
  return spawnSync(process.execPath, ['dist/cli.js', 'compare', ...args], { encoding: 'utf8' });
}

function compareJson(...args: string[]): readonly ComparedModel[] {
  return (JSON.parse(compare('--json', ...args).stdout) as { models: ComparedModel[] }).models;
}

describe('costlens compare', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'costlens-compare-'));
    file = path.join(folder, 'AGENTS.md');
    writeFileSync(file, 'hello world');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('prints a row a model, the cheapest first', () => {
    const { status, stdout } = compare(file, '--models', 'gpt-4o,gpt-4o-mini', '--output', '10');
    assert.equal(status, 0);
    const [heading, ...rows] = stdout.trimEnd().split('\n');
    assert.match(heading ?? '', /^model +tokens +context +input +output +total +cached +batch$/);
    assert.deepEqual(
      rows.map((row) => row.split(' ')[0]),
      ['gpt-4o-mini', 'gpt-4o'],
    );
    assert.match(rows[1] ?? '', /^gpt-4o +2 +<0\.1% +\$0\.0000050 +\$0\.00010 +\$0\.00011/);
  });

  it('compares current models where none are named, after those of the file', () => {
    const prompt = path.join(folder, 'a.prompty');
    writeFileSync(prompt, '---\nmodel: gpt-4o\n---\nuser:\nHello');
    const names = compareJson(prompt).map(({ model }) => model);
    assert.deepEqual(new Set(names), new Set(['gpt-4o', ...defaultComparedModels]));
    assert.equal(names.length, defaultComparedModels.length + 1);
  });

  it('gives unrounded figures in JSON, an estimate with its band', () => {
    const models = compareJson(file, '-m', 'gpt-4o', '-m', 'claude-sonnet-5');
    const [gpt, claude] = models;
    assert.equal(gpt?.costUsd, 0.000005);
    assert.equal(gpt.band, null);
    assert.equal(gpt.batchUsd, 0.0000025);
    assert.equal(gpt.cachedUsd, null);
    assert.equal(gpt.belowCacheMinimum, true);
    assert.ok(
      claude?.band && claude.band.low <= claude.tokens && claude.tokens <= claude.band.high,
    );
    assert.equal(claude.estimated, true);
    assert.equal(claude.provider, 'anthropic');
  });

  it('has no price for a model that nobody knows, and says what may be meant', () => {
    const { status, stdout, stderr } = compare(file, '--models', 'gpt-4o,gtp-4o-mini', '--json');
    assert.equal(status, 1);
    assert.match(
      stderr,
      /"gtp-4o-mini" is not in the price list; did you mean openai\/gpt-4o-mini/,
    );
    const [, unknown] = (JSON.parse(stdout) as { models: ComparedModel[] }).models;
    assert.equal(unknown?.costUsd, null);
    assert.equal(unknown.noPrice, 'unknown-model');
    assert.equal(unknown.contextFit, 'unknown');
  });

  it('leaves out models whose context is too small where that is asked for', () => {
    writeFileSync(file, 'hello world '.repeat(100_000));
    const args = [file, '--models', 'gpt-4o,gpt-4.1', '--fits'];
    assert.deepEqual(
      compareJson(...args).map(({ model }) => model),
      ['gpt-4.1'],
    );
    assert.match(compare(...args).stderr, /1 of 2 models have too small a context/);
  });

  it('prints a table in Markdown in which no name is markup', () => {
    const { stdout } = compare(file, '--models', 'a|b*c', '--markdown');
    const [, , heading, rule, row] = stdout.split('\n');
    assert.match(heading ?? '', /^\| model \| tokens \|/);
    assert.match(rule ?? '', /^\| --- \|/);
    assert.match(row ?? '', /^\| a\\\|b\\\*c \| ≈/);
  });

  for (const [what, args] of [
    ['no file', []],
    ['two files', ['a', 'b']],
    ['a file that is not there', ['no-such.prompty']],
    ['a folder', ['samples']],
    ['a source of prices', ['samples/prompts/gateway/litellm-config.yaml']],
    ['an empty list of models', ['samples/AGENTS.md', '--models', 'gpt-4o,,']],
    ['an output that is no number', ['samples/AGENTS.md', '--output', '1e999']],
    ['both ways of printing', ['samples/AGENTS.md', '--json', '--markdown']],
  ] as const) {
    it(`fails with ${what}`, () => {
      const { status, stdout, stderr } = compare(...args);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^costlens compare: /);
    });
  }
});
