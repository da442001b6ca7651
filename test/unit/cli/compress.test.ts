import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

describe('costlens compress', () => {
  let folder: string;
  let file: string;
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [path.resolve('dist/cli.js'), 'compress', ...args], {
      encoding: 'utf8',
      cwd: folder,
    });
  const wordy = '\uFEFFSort the list in order to find it.\r\n';

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'costlens-compress-'));
    file = path.join(folder, 'a.prompt.md');
    writeFileSync(file, wordy);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('prints the shorter prompt, and says what was done', () => {
    const { stdout, stderr, status } = run('a.prompt.md', '--to', '7');
    assert.equal(stdout, 'Sort the list to find it.\r\n');
    assert.match(stderr, /^9 → 7 tokens \(22% less\)\n {2}wording: 2 tokens, 1 place\n$/);
    assert.equal(status, 0);
    assert.equal(readFileSync(file, 'utf8'), wordy);
  });

  it('writes the file where it is told to, byte-order mark and line ends as they were', () => {
    assert.equal(run('a.prompt.md', '--to', '7', '--write').status, 0);
    assert.equal(readFileSync(file, 'utf8'), '\uFEFFSort the list to find it.\r\n');
  });

  it('says that it could not, and what it would take', () => {
    const { stderr, status } = run('a.prompt.md', '--to', '2');
    assert.match(stderr, /The target of 2 is not reached: 5 tokens too many\.\n.*retrieval/);
    assert.equal(status, 1);
    assert.equal(run('a.prompt.md').status, 2);
    assert.equal(run('nowhere.md', '--to', '2').status, 2);
  });

  it('prints JSON', () => {
    const { stdout } = run('a.prompt.md', '--to', '7', '--json');
    assert.deepEqual(JSON.parse(stdout), {
      file: 'a.prompt.md',
      tokensBefore: 9,
      tokensAfter: 7,
      target: 7,
      isReached: true,
      steps: [{ step: 'wording', places: 1, savedTokens: 2 }],
      isEstimate: false,
      advice: 'none',
      text: 'Sort the list to find it.\r\n',
    });
  });
});
