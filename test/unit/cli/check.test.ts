import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';

const cli = path.resolve('dist/cli.js');

/** Exactly the keys that are promised to whoever reads them. */
const outputSchema = z.strictObject({
  files: z.array(
    z.strictObject({
      file: z.string(),
      tokens: z.int().nonnegative(),
      findings: z.array(
        z.strictObject({
          rule: z.string(),
          severity: z.enum(['error', 'warning', 'information', 'hint']),
          message: z.string().min(1),
          line: z.int().positive(),
          column: z.int().positive(),
          savedTokens: z.int().nonnegative().nullable(),
          savedUsd: z.number().nonnegative().nullable(),
          fix: z.enum(['safe', 'unsafe', 'none']),
        }),
      ),
    }),
  ),
  total: z.object({ files: z.int(), tokens: z.int(), findings: z.int(), safeTokens: z.int() }),
});

const place = z.object({
  physicalLocation: z.object({
    artifactLocation: z.object({ uri: z.string().regex(/^[^\s?#\\]+$/) }),
    region: z.object({
      startLine: z.int().positive(),
      startColumn: z.int().positive(),
      endLine: z.int().positive(),
      endColumn: z.int().positive(),
    }),
  }),
});

/** What SARIF 2.1.0 requires of what is written, and code scanning besides. */
const sarifSchema = z.object({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.object({
      tool: z.object({
        driver: z.object({
          name: z.string(),
          version: z.string(),
          rules: z.array(
            z.object({
              id: z.string(),
              shortDescription: z.object({ text: z.string() }),
              helpUri: z.url(),
              defaultConfiguration: z.object({ level: z.enum(['error', 'warning', 'note']) }),
            }),
          ),
        }),
      }),
      columnKind: z.literal('utf16CodeUnits'),
      results: z.array(
        z.object({
          ruleId: z.string(),
          ruleIndex: z.int().nonnegative(),
          level: z.enum(['error', 'warning', 'note']),
          message: z.object({ text: z.string().min(1) }),
          locations: z.array(place).length(1),
          relatedLocations: z
            .array(place.extend({ message: z.object({ text: z.string() }) }))
            .optional(),
          fixes: z
            .array(
              z.object({
                description: z.object({ text: z.string() }),
                artifactChanges: z.array(
                  z.object({
                    artifactLocation: z.object({ uri: z.string() }),
                    replacements: z
                      .array(z.object({ insertedContent: z.object({ text: z.string() }) }))
                      .min(1),
                  }),
                ),
              }),
            )
            .optional(),
        }),
      ),
    }),
  ]),
});

describe('costlens check', () => {
  let folder: string;
  const write = (name: string, content: string | Uint8Array): string => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return name;
  };
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [cli, 'check', ...args], { encoding: 'utf8', cwd: folder });
  const json = (...args: string[]) => {
    const { stdout, status } = run('--json', ...args);
    return { ...outputSchema.parse(JSON.parse(stdout)), status };
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'costlens-check-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const wordy = 'Sort the list in order to find it.\n';
  const wasteful = 'One.   \n\n\n\nTwo.   \n\n\n\nThree.   \n\n\n\nFour.\n';

  it('prints the findings of each file as JSON, with what their fixes save', () => {
    write('a.prompt.md', `# Task\n\n${wordy}`);
    write('b.prompt.md', 'Sort.\n');
    const { files, total, status } = json('.');
    assert.deepEqual(
      files.map(({ file, findings }) => [file, findings.length]),
      [
        ['a.prompt.md', 1],
        ['b.prompt.md', 0],
      ],
    );
    assert.deepEqual(files[0]?.findings[0], {
      rule: 'verbose-instruction',
      severity: 'hint',
      message: '"in order to" says no more than "to".',
      line: 3,
      column: 15,
      savedTokens: 2,
      savedUsd: 5e-6,
      fix: 'unsafe',
    });
    assert.equal(total.findings, 1);
    assert.equal(status, 0);
  });

  it('fails for errors, and for more warnings than are allowed', () => {
    write('a.prompt.md', wordy);
    const config = (severity: string): void => {
      write('costlens.config.json', JSON.stringify({ rules: { 'verbose-instruction': severity } }));
    };
    config('warning');
    assert.equal(run('a.prompt.md').status, 1);
    assert.equal(run('--max-warnings', '1', 'a.prompt.md').status, 0);
    config('error');
    assert.equal(run('--max-warnings', '1', 'a.prompt.md').status, 1);
    config('off');
    assert.equal(run('a.prompt.md').status, 0);
    assert.equal(run('no-such-file').status, 2);
    assert.equal(run().status, 2);
    assert.equal(run('--unsafe', 'a.prompt.md').status, 2);
  });

  it("takes the editor's settings where there is no configuration of its own", () => {
    write('a.prompt.md', wordy);
    write(
      '.vscode/settings.json',
      '{\n  // as the editor writes it\n  "editor.tabSize": 2,\n  "costlens.rules": { "verbose-instruction": "off" },\n}\n',
    );
    assert.deepEqual(json('a.prompt.md').files[0]?.findings, []);
    write('costlens.config.json', '{}');
    assert.equal(json('a.prompt.md').files[0]?.findings.length, 1);
  });

  it('tells what is wrong with a configuration, and uses the rest', () => {
    write('a.prompt.md', wordy);
    write('costlens.config.json', '{ "rules": { "verbose-instruction": "off", "x": 1 }, "y": 1 }');
    const { stderr, stdout, status } = run('--json', 'a.prompt.md');
    assert.match(stderr, /"rules\.x" is not a rule/);
    assert.match(stderr, /"y" is not known here/);
    assert.deepEqual(outputSchema.parse(JSON.parse(stdout)).files[0]?.findings, []);
    assert.equal(status, 1);
  });

  it('applies safe fixes only, unless it is told to apply the others too', () => {
    const file = write('a.prompt.md', `${wordy}\n${wasteful}`);
    assert.equal(json('--fix', file).files[0]?.findings.length, 1);
    const text = readFileSync(path.join(folder, file), 'utf8');
    assert.equal(text, `${wordy}\nOne.\n\nTwo.\n\nThree.\n\nFour.\n`);
    assert.equal(json('--fix', '--unsafe', file).files[0]?.findings.length, 0);
    assert.match(readFileSync(path.join(folder, file), 'utf8'), /^Sort the list to find it\.\n/);
  });

  it('keeps encoding, byte-order mark and line ends when it writes', () => {
    const mixed = wasteful.replace('\n', '\r\n');
    const marked = write('bom.prompt.md', `\uFEFF${wasteful.replaceAll('\n', '\r\n')}`);
    const wide = write('wide.prompt.md', Buffer.from(`\uFEFF${wasteful}`, 'utf16le'));
    const odd = write('odd.prompt.md', mixed);
    run('--fix', '.');
    const tidy = 'One.\n\nTwo.\n\nThree.\n\nFour.\n';
    const bytes = (file: string): Buffer => readFileSync(path.join(folder, file));
    assert.equal(bytes(marked).toString('utf8'), `\uFEFF${tidy.replaceAll('\n', '\r\n')}`);
    assert.equal(bytes(wide).toString('utf16le'), `\uFEFF${tidy}`);
    assert.equal(bytes(odd).toString('utf8'), tidy.replace('\n', '\r\n'));
  });

  it('writes to no link, and to nothing that is not text in its encoding', () => {
    const outside = mkdtempSync(path.join(tmpdir(), 'costlens-outside-'));
    try {
      const target = path.join(outside, 'a.prompt.md');
      writeFileSync(target, wasteful);
      symlinkSync(target, path.join(folder, 'a.prompt.md'));
      const broken = Buffer.concat([Buffer.from([0xff, 0x20]), Buffer.from(wasteful)]);
      write('b.prompt.md', broken);
      const { status, stderr } = run('--fix', '.');
      assert.equal(status, 1);
      assert.match(stderr, /a\.prompt\.md: a link, not written to/);
      assert.match(stderr, /b\.prompt\.md: not valid text/);
      assert.equal(readFileSync(target, 'utf8'), wasteful);
      assert.deepEqual(readFileSync(path.join(folder, 'b.prompt.md')), broken);
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });

  it('leaves files alone without --fix', () => {
    const file = write('a.prompt.md', wasteful);
    run(file);
    assert.equal(readFileSync(path.join(folder, file), 'utf8'), wasteful);
  });

  it('prints SARIF', () => {
    write('with blank.prompt.md', `${wordy}\n${wasteful}`);
    const { stdout, status } = run('--sarif', '.');
    const [{ tool, results }] = sarifSchema.parse(JSON.parse(stdout)).runs;
    assert.equal(status, 0);
    assert.equal(results.length, 2);
    for (const { ruleId, ruleIndex } of results) {
      assert.equal(tool.driver.rules[ruleIndex]?.id, ruleId);
    }
    assert.equal(
      results[0]?.locations[0]?.physicalLocation.artifactLocation.uri,
      'with%20blank.prompt.md',
    );
  });

  it('prints for people what each fix saves, and what all do', () => {
    write('a.prompt.md', wordy);
    const { stdout } = run('.');
    assert.match(
      stdout,
      /1:15 +hint +"in order to" says no more than "to"\. Saves 2 tokens \(unsafe\)\. {2}\[verbose-instruction\]/,
    );
    assert.match(stdout, /1 file, 9 tokens: 1 findings/);
    assert.match(stdout, /Safe fixes save 0 tokens, all fixes 2\./);
  });
});
