import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compileGlobs } from '../../../../src/engine/prompts/fileGlobs';

function matched(glob: string, ...paths: string[]): string[] {
  const { matches, unusable } = compileGlobs([glob]);
  assert.deepEqual(unusable, [], glob);
  return paths.filter(matches);
}

describe('compileGlobs', () => {
  it('reads globs as VS Code’s settings have them', () => {
    const paths = [
      'a.txt',
      'prompts/a.txt',
      'prompts/deep/b.txt',
      'prompts/.hidden/c.txt',
      'b.TXT',
    ];
    const cases: [string, string[]][] = [
      ['*.txt', ['a.txt']],
      ['**/*.txt', paths.slice(0, 4)],
      ['prompts/*.txt', ['prompts/a.txt']],
      ['prompts/**', paths.slice(1, 4)],
      ['prompts/', paths.slice(1, 4)],
      ['./prompts/deep/b.txt', ['prompts/deep/b.txt']],
      ['/a.txt', ['a.txt']],
      ['**/{a,b}.txt', ['a.txt', 'prompts/a.txt', 'prompts/deep/b.txt']],
      ['**/[ab].txt', ['a.txt', 'prompts/a.txt', 'prompts/deep/b.txt']],
      ['?.txt', ['a.txt']],
      ['prompts', []],
    ];
    for (const [glob, expected] of cases) assert.deepEqual(matched(glob, ...paths), expected, glob);
  });

  it('takes the signs of regular expressions for what they are', () => {
    assert.deepEqual(matched('app/(group)/*.md', 'app/(group)/a.md', 'app/group/a.md'), [
      'app/(group)/a.md',
    ]);
    assert.deepEqual(matched('a+b.txt', 'a+b.txt', 'aab.txt'), ['a+b.txt']);
    assert.deepEqual(matched('!a.txt', '!a.txt', 'b.txt'), ['!a.txt']);
    assert.deepEqual(matched('$a^.txt', '$a^.txt'), ['$a^.txt']);
  });

  it('leaves out what is no glob, or could take long, and says so', () => {
    const bad = ['', '  ', 'x'.repeat(501), '*a*a*a*a', '**/**/**/**/**/a', '{a,a}'.repeat(5)];
    const { matches, unusable } = compileGlobs([...bad, 'a.txt']);
    assert.deepEqual(unusable, bad);
    assert.ok(matches('a.txt') && !matches('b.txt'));
  });

  it('matches nothing without a glob', () => {
    assert.equal(compileGlobs([]).matches('a.txt'), false);
  });

  it('never throws, and a literal path matches itself alone', () => {
    const part = fc.string({
      minLength: 1,
      maxLength: 8,
      unit: fc.constantFrom('a', 'b', '+', '(', ')', '.', '-', '$'),
    });
    const literal = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(literal, literal, (glob, path) => {
        fc.pre(!/(?:^|\/)\.+(?:\/|$)/.test(glob) && !/(?:^|\/)\.+(?:\/|$)/.test(path));
        assert.equal(compileGlobs([glob]).matches(path), glob === path);
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (glob, path) => {
        compileGlobs([glob]).matches(path);
      }),
    );
  });
});
