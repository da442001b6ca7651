import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { segmentText, type PromptDocument } from '../../../../src/engine/prompts/document';
import { parsePrompt } from '../../../../src/engine/prompts/formats';
import { readOtherFiles } from '../../../../src/engine/prompts/otherFiles';
import { withSamples } from '../../../../src/engine/prompts/samples';

function textOf(source: string, { segments }: PromptDocument): string {
  return segments.map((segment) => segmentText(source, segment)).join('|');
}

/** What a prompt says with the values of its side files. */
async function complete(
  file: string,
  source: string,
  others: Readonly<Record<string, string>>,
): Promise<{ text: string; issues: readonly string[]; included: readonly string[] }> {
  const parsed = parsePrompt(source, { path: file });
  assert.ok(parsed);
  const { document, inclusions } = await readOtherFiles(parsed, file, (wanted) =>
    Promise.resolve(others[wanted]),
  );
  return {
    text: textOf(source, document),
    issues: document.issues.map(({ code }) => code),
    included: inclusions.files.map((included) => textOf(included.text, included.document)),
  };
}

describe('A file of sample values', () => {
  it('fills variables that have no sample of their own', async () => {
    const source = '---\ninputs:\n  a:\n    default: own\n---\nsystem:\n{{a}} {{b}} {{c.d}} {{e}}';
    const values = 'a: other\nb: true\nc:\n  d: 1.5\ne: [1, x]';
    const { text } = await complete('p/x.prompty', source, { 'p/x.samples.yaml': values });
    assert.match(text, /own true 1\.5 \[1,"x"\]/);
  });

  it('may be YAML or JSON, the first of them counts, and keeps all but the last extension', async () => {
    const source = 'Hi ${input:who}';
    const json = '{"who": "Ann"}';
    const both = {
      'x.prompt.samples.yml': 'who: Bo',
      'x.prompt.samples.json': json,
      'x.samples.yaml': 'who: wrong',
    };
    assert.equal((await complete('x.prompt.md', source, both)).text, 'Hi Bo');
    const only = { 'x.prompt.samples.json': json };
    assert.equal((await complete('x.prompt.md', source, only)).text, 'Hi Ann');
  });

  it('fills the variables of included files too', async () => {
    const { included } = await complete('prompts/a.hbs', '{{> foot}}', {
      'prompts/foot.hbs': 'Bye {{name}}',
      'prompts/a.samples.yaml': 'name: Ann',
    });
    assert.deepEqual(included, ['Bye Ann']);
  });

  it('that is broken is not used, and said', async () => {
    for (const broken of ['who: [', '- who', '']) {
      const { text, issues } = await complete('x.prompt.md', 'Hi ${input:who}', {
        'x.prompt.samples.yaml': broken,
      });
      assert.equal(text, 'Hi ');
      assert.deepEqual(issues, ['samples-invalid']);
    }
  });

  it('is not asked for where nothing is to fill', async () => {
    const asked: string[] = [];
    const document = parsePrompt('Hello', { path: 'x.prompt.md' });
    assert.ok(document);
    await readOtherFiles(document, 'x.prompt.md', (wanted) => {
      asked.push(wanted);
      return Promise.resolve(undefined);
    });
    assert.deepEqual(asked, []);
  });
});

describe('withSamples', () => {
  it('reaches every printed variable of every format, and changes no other piece', () => {
    const folder = path.join('test', 'fixtures', 'prompts');
    let filled = 0;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const source = readFileSync(file, 'utf8');
      const document = parsePrompt(source, { path: file });
      if (!document) continue;
      const sampled = withSamples(document, () => '\u{1F984}');
      assert.ok(
        sampled.variables.every(({ sample }) => sample !== undefined),
        file,
      );
      for (const [index, segment] of document.segments.entries()) {
        const pieces = sampled.segments[index]?.pieces ?? [];
        assert.equal(pieces.length, segment.pieces.length);
        for (const [at, piece] of segment.pieces.entries()) {
          if (pieces[at]?.text === piece.text) continue;
          assert.equal(piece.text, '', file);
          filled++;
        }
      }
    }
    assert.ok(filled > 5, `${filled} placeholders`);
  });
});
