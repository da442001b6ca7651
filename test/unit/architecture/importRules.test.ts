import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';

/** The bundles that ship; those of the tests may import what they like. */
const bundles = ['node', 'web', 'worker', 'worker-node', 'webview', 'cli'];
const forBrowsers = ['web', 'worker', 'webview'];

/** Pure libraries that the engine may use at run time. */
const engineLibraries = [
  '@pydantic/genai-prices',
  '@noble/hashes',
  'base64-js',
  'fastest-levenshtein',
  'js-tiktoken',
  'jsonc-parser',
  'picomatch',
  'pure-rand',
  'yaml',
  'zod',
];

/** What every feature of the views may import, besides itself: never another feature. */
const feature = ['vscode', 'zod', 'src/engine/', 'src/views/host/'];

/**
 * Who may import whom at run time, by folder: the first rule that matches the importing file holds.
 * A name that ends with a slash is a folder of the project, any other a package.
 */
const rules: readonly { readonly from: RegExp; readonly may: readonly string[] }[] = [
  { from: /^src\/engine\//, may: ['src/engine/', ...engineLibraries] },
  { from: /^src\/worker\/protocol\.ts$/, may: ['src/engine/', 'zod'] },
  { from: /^src\/worker\/node\.ts$/, may: ['node:'] },
  { from: /^src\/worker\//, may: ['src/engine/', 'src/worker/', 'src/syntax/'] },
  { from: /^src\/syntax\//, may: ['src/engine/', 'src/syntax/', 'web-tree-sitter'] },
  { from: /^src\/platform\/node\.ts$/, may: ['vscode', 'node:', 'src/engine/'] },
  { from: /^src\/platform\//, may: ['vscode', 'src/engine/'] },
  {
    from: /^src\/cli\//,
    may: ['src/cli/', 'src/engine/', 'src/syntax/', 'node:', 'zod', 'package.json'],
  },
  { from: /^src\/views\/[^/]+\/protocol\.ts$/, may: ['src/engine/', 'zod'] },
  { from: /^src\/views\/host\//, may: ['vscode', 'zod', 'src/engine/', 'src/views/host/'] },
  {
    from: /^src\/views\/editor\//,
    may: [...feature, 'src/views/editor/', 'src/worker/protocol.ts'],
  },
  { from: /^src\/views\/compare\//, may: [...feature, 'src/views/compare/'] },
  { from: /^src\/views\/prices\//, may: [...feature, 'src/views/prices/'] },
  { from: /^src\/views\/scenario\//, may: [...feature, 'src/views/scenario/'] },
  { from: /^src\/views\/report\//, may: [...feature, 'src/views/report/'] },
  { from: /^media\//, may: ['media/', 'src/engine/'] },
  { from: /^src\/extension\.ts$/, may: ['vscode', 'zod', 'src/views/', 'src/platform/'] },
];

interface Import {
  readonly from: string;
  readonly to: string;
}

function readMetafile(bundle: string): Metafile {
  return JSON.parse(readFileSync(path.join('out', 'meta', `${bundle}.json`), 'utf8')) as Metafile;
}

function imports(bundle: string): Import[] {
  return Object.entries(readMetafile(bundle).inputs).flatMap(([from, input]) =>
    input.imports.map(({ path: to }) => ({ from, to: packageOf(to) })),
  );
}

/** "node_modules/zod/v4/index.js" is of "zod"; "node:fs" and a builtin's bare name are of "node:". */
function packageOf(file: string): string {
  const inModules = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  if (inModules !== undefined) return inModules;
  return file.startsWith('node:') ? 'node:' : file;
}

function isAllowed({ from, to }: Import): boolean {
  const rule = rules.find((each) => each.from.test(from));
  return (
    rule?.may.some((name) => (name.endsWith('/') ? to.startsWith(name) : to === name)) ?? false
  );
}

describe('Imports', () => {
  for (const bundle of bundles) {
    it(`of the ${bundle} bundle keep the rules`, () => {
      const own = imports(bundle).filter(({ from }) => !from.includes('node_modules/'));
      assert.ok(own.length > 0 || bundle === 'worker-node', 'the bundle imports something');
      assert.deepEqual(
        own.filter((each) => !isAllowed(each)),
        [],
      );
    });
  }

  for (const bundle of forBrowsers) {
    it(`of the ${bundle} bundle hold nothing of Node`, () => {
      const builtin = imports(bundle).filter(({ to }) => to === 'node:');
      assert.deepEqual(builtin, []);
    });
  }

  it('are ruled for every source file', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .map((file) => `src/${file.split(path.sep).join('/')}`)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
    assert.deepEqual(
      files.filter((file) => !rules.some(({ from }) => from.test(file))),
      [],
    );
  });
});
