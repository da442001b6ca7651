import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { globSync } from 'tinyglobby';
import {
  keyRemoved,
  keyRenamed,
  valueReplaced,
} from '../../../../src/engine/scenario/scenarioEdits';
import {
  languageOfScenario,
  readScenarioFile,
  type ScenarioFile,
} from '../../../../src/engine/scenario/scenarioFile';
import { withValue } from '../../../../src/engine/scenario/withValue';
import type { Path } from '../../../../src/engine/systems/system';
import { applyChanges, type TextChange } from '../../../../src/engine/text/textChange';
import { projectRoot } from '../../../host/paths';

/** The paths of all keys of maps in a value, outermost first. */
function keyPaths(value: unknown, at: Path = []): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => keyPaths(item, [...at, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    [...at, key],
    ...keyPaths(child, [...at, key]),
  ]);
}

/** A JSON file with comments between and behind its lines, as VS Code reads it. */
function commented(json: string): string {
  return json
    .split('\n')
    .map((line, index) => {
      if (index % 3 === 0) return `${line} // note ${index}`;
      return index % 5 === 1 ? `/* note ${index} */ ${line}` : line;
    })
    .join('\n');
}

const files = globSync('samples/**/*.cost.{yaml,json}', { cwd: projectRoot })
  .sort()
  .flatMap((name): readonly { readonly name: string; readonly file: ScenarioFile }[] => {
    const text = readFileSync(path.join(projectRoot, name), 'utf8');
    const language = languageOfScenario(name);
    const read = (of: string): ScenarioFile => readScenarioFile(of, language);
    const crlf = { name: `${name}, CR LF`, file: read(text.replaceAll('\n', '\r\n')) };
    return language === 'json'
      ? [
          { name, file: read(text) },
          { name: `${name}, with comments`, file: read(commented(text)) },
          crlf,
        ]
      : [{ name, file: read(text) }, crlf];
  });

function changed(file: ScenarioFile, change: TextChange): ScenarioFile {
  return readScenarioFile(applyChanges(file.text, [change]), file.language);
}

/** The text that a change takes away. */
function takenAway({ text }: ScenarioFile, { offset, removed }: TextChange): string {
  return text.slice(offset, offset + removed);
}

describe('edits of a scenario file', () => {
  for (const { name, file } of files) {
    const paths = keyPaths(file.value);
    const anyPath = fc.constantFrom(...paths);
    const edited = (change: TextChange, wanted: unknown): void => {
      const { value, issues } = changed(file, change);
      assert.deepEqual(issues, []);
      assert.deepEqual(value, wanted);
    };

    it(`${name}: another value takes the place of one, and of nothing else`, () => {
      let edits = 0;
      fc.assert(
        fc.property(
          anyPath,
          fc.oneof(
            fc.double({ min: 0, max: 1e9, noNaN: true }),
            fc.constantFrom(
              'anual',
              'two words',
              'yes',
              '2026-10-01',
              "it's",
              '',
              'a: "b" # c',
              '#',
            ),
          ),
          (at, to) => {
            const change = valueReplaced(file, at, to);
            if (!change) return;
            edits++;
            const range = file.rangeOf(at);
            const before = takenAway(file, change);
            // The value, and its quotes where it has any.
            assert.ok(
              change.offset >= range.start - 1 && before.length <= range.end - range.start + 2,
            );
            assert.doesNotMatch(before, /[\r\n]/);
            edited(
              change,
              withValue(file.value, at, () => to),
            );
          },
        ),
        { numRuns: 60 },
      );
      assert.ok(edits > 0);
    });

    it(`${name}: another key takes the place of one, and of nothing else`, () => {
      fc.assert(
        fc.property(
          anyPath,
          fc.constantFrom('xyzzy', 'two words', 'yes', '#', "it's"),
          (at, to) => {
            const change = keyRenamed(file, at, to);
            assert.ok(change);
            const before = takenAway(file, change);
            assert.equal(before.replaceAll(/^["']|["']$/g, ''), String(at.at(-1)));
            const wanted = withValue(file.value, at.slice(0, -1), (map) =>
              Object.fromEntries(
                Object.entries(map as object).map(([key, value]) => [
                  key === at.at(-1) ? to : key,
                  value as unknown,
                ]),
              ),
            );
            edited(change, wanted);
          },
        ),
        { numRuns: 60 },
      );
    });

    it(`${name}: a key goes with its value, and leaves all other keys and comments`, () => {
      let edits = 0;
      fc.assert(
        fc.property(anyPath, (at) => {
          const change = keyRemoved(file, at);
          if (!change) return;
          edits++;
          const keyRange = file.keyRangeOf(at);
          const end = change.offset + change.removed;
          assert.ok(change.offset <= keyRange.start && end >= keyRange.end);
          // What goes before the key is at most the comma and the space behind the one before.
          assert.match(file.text.slice(change.offset, keyRange.start), /^,?\s*["']?$/);
          const wanted = withValue(file.value, at.slice(0, -1), (map) =>
            Object.fromEntries(Object.entries(map as object).filter(([key]) => key !== at.at(-1))),
          );
          edited(change, wanted);
        }),
        { numRuns: 60 },
      );
      assert.ok(edits > 0);
    });
  }
});
