import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JsonElements } from '../../../../src/engine/usage/readers/jsonElements';
import { cut } from './readUsage';

function elements(pieces: readonly string[]): readonly string[] {
  const found: string[] = [];
  const splitter = new JsonElements(
    {
      element: ({ line, text }) => found.push(`${line}: ${text}`),
      tooLong: ({ line }) => found.push(`${line}!!`),
    },
    'data',
  );
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return found;
}

describe('elements of JSON documents', () => {
  it('are those of an array, or of the array under a key', () => {
    assert.deepEqual(elements(['[{"a":[1,2]}, 3,\n"x, ]" , null]']), [
      '1: {"a":[1,2]}',
      '1: 3',
      '2: "x, ]" ',
      '2: null',
    ]);
    const page = '{"object":"data","other":[1],"data":[\n{"data":[1]},\n{}],"more":[2]}';
    assert.deepEqual(elements([page]), ['2: {"data":[1]}', '3: {}']);
    assert.deepEqual(elements([page, '\n', page]).length, 4);
    assert.deepEqual(elements(['{"data":[]}', '[]', '{}']), []);
  });

  it('that are cut off are given as far as they go', () => {
    assert.deepEqual(elements(['[{"a":1},{"b":"']), ['1: {"a":1}', '1: {"b":"']);
  });

  it('do not take others along where a quote is missing', () => {
    assert.deepEqual(elements(['[\n{"a": "x},\n{"a": 1}\n},\n{"a": 2}]']).at(-1), '5: {"a": 2}');
    assert.deepEqual(elements(['[\n{"a": "x\n},\n{"a": 2}\n]']), ['2: {"a": "x\n}', '4: {"a": 2}']);
  });

  it('are what the parser finds, wherever the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 4 }),
        fc.boolean(),
        fc.array(fc.nat(500), { maxLength: 8 }),
        (values, isPage, places) => {
          const text = JSON.stringify(isPage ? { more: false, data: values } : values, null, 1);
          const found = elements(cut(text, places)).map(
            (element) => JSON.parse(element.replace(/^\d+: /, '')) as unknown,
          );
          assert.deepEqual(found, JSON.parse(JSON.stringify(values)));
        },
      ),
    );
  });
});
