import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  catalogOf,
  extendCatalog,
  findRow,
  type CatalogRow,
} from '../../../../src/engine/catalogs/catalog';

interface Thing extends CatalogRow {
  readonly size: number;
}

const thing = (id: string, size: number, aliases: readonly string[] = []): Thing => ({
  id,
  name: `The ${id}`,
  aliases,
  size,
});

const catalog = catalogOf([thing('Alpha', 1, ['a', 'First-Letter']), thing('Beta', 2, ['b'])]);
/** Hyphens and spaces are one. */
const keyOf = (name: string): string => name.trim().toLowerCase().replaceAll(' ', '-');

const find = (name: string, rows = catalog): number | readonly string[] => {
  const looked = findRow(rows, name, keyOf);
  return looked.known ? looked.row.size : looked.nearest;
};

describe('catalog', () => {
  it('finds a row by id, name and alias, in any letter case, and by its key', () => {
    assert.deepEqual(
      ['ALPHA', ' alpha ', 'the alpha', 'A', 'first letter'].map((n) => find(n)),
      [1, 1, 1, 1, 1],
    );
  });

  it('prefers an id to the alias of another row, and what is written exactly to what is alike', () => {
    const rows = catalogOf([
      thing('x', 1, ['y', 'new-thing']),
      thing('y', 2),
      thing('z', 3, ['new thing']),
    ]);
    assert.equal(find('Y', rows), 2);
    assert.equal(find('New Thing', rows), 3);
    assert.equal(find('new-thing', rows), 1);
  });

  it('says what an unknown name may have meant: misspelt, or only its beginning', () => {
    assert.deepEqual(find('alpa'), ['Alpha']);
    assert.deepEqual(find('firs'), ['Alpha']);
    assert.deepEqual(find('the'), ['Alpha', 'Beta']);
    assert.deepEqual(find('omega'), []);
    assert.deepEqual(find(' '), []);
    const many = catalogOf(['a1', 'a2', 'a3', 'a4'].map((id, size) => thing(id, size)));
    assert.deepEqual(find('a', many), ['a1', 'a2', 'a3']);
  });

  it('has a user’s row in the place of the one with its id, under the names of both', () => {
    const own = extendCatalog(catalog, [thing('ALPHA', 10, ['mine'])]);
    assert.deepEqual(
      ['alpha', 'a', 'first-letter', 'mine'].map((name) => find(name, own)),
      [10, 10, 10, 10],
    );
    assert.deepEqual([...own.keys()], ['Alpha', 'Beta']);
    assert.equal(find('alpha'), 1);
  });

  it('has a user’s row first where its name is that of another too', () => {
    assert.equal(find('b', extendCatalog(catalog, [thing('Gamma', 30, ['b'])])), 30);
  });

  it('takes the last of user rows with one id', () => {
    assert.equal(find('g', extendCatalog(catalog, [thing('g', 30), thing('G', 31)])), 31);
  });

  it('finds every row of any user, and every other row as before', () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { selector: (id) => id });
    fc.assert(
      fc.property(ids, ids, (builtIn, users) => {
        const all = extendCatalog(
          catalogOf(builtIn.map((id) => thing(id, 1))),
          users.map((id) => thing(id.toUpperCase(), 2)),
        );
        assert.equal(all.size, new Set([...builtIn, ...users]).size);
        for (const id of builtIn) assert.equal(find(id, all), users.includes(id) ? 2 : 1);
        for (const id of users) assert.equal(find(id, all), 2);
      }),
    );
  });
});
