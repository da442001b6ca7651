// Builds every bundle of the extension into dist/ and, with --tests, those of the tests and tools
// into out/. Each bundle's metafile is kept in out/meta/ for the import-rule and size checks.
import { build } from 'esbuild';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { globSync } from 'tinyglobby';

const production = process.argv.includes('--production');
const withTests = process.argv.includes('--tests');
const require = createRequire(import.meta.url);

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  metafile: true,
  sourcemap: production ? false : 'linked',
  minify: production,
  legalComments: production ? 'none' : 'inline',
  logLevel: 'warning',
  logOverride: { 'import-is-undefined': 'error' },
  target: 'es2023',
};

/** @type {import('esbuild').BuildOptions} */
const nodeCode = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
};

/** @type {import('esbuild').BuildOptions} */
const browserCode = { ...common, platform: 'browser', mainFields: ['browser', 'module', 'main'] };

/**
 * Tree-sitter's JavaScript asks where it is in order to find its WebAssembly, which it is given here.
 *
 * @type {import('esbuild').BuildOptions}
 */
const nodeTreeSitter = { define: { 'import.meta.url': '__filename' } };

/**
 * The worker runs in browsers and on Node's threads, and takes nothing from either: without a
 * `process`, tree-sitter does not ask for Node's modules.
 *
 * @type {import('esbuild').BuildOptions}
 */
const workerTreeSitter = { define: { 'import.meta.url': '""', process: 'undefined' } };

/** @type {Record<string, import('esbuild').BuildOptions>} */
const bundles = {
  node: {
    ...nodeCode,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.node.js',
    external: ['vscode'],
    alias: { '#platform': './src/platform/node.ts' },
  },
  web: {
    ...browserCode,
    format: 'cjs',
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.web.js',
    external: ['vscode'],
    alias: { '#platform': './src/platform/web.ts' },
  },
  worker: {
    ...browserCode,
    ...workerTreeSitter,
    format: 'iife',
    entryPoints: ['src/worker/main.ts'],
    outfile: 'dist/worker.js',
  },
  'worker-node': {
    ...nodeCode,
    entryPoints: ['src/worker/node.ts'],
    outfile: 'dist/worker.node.js',
    external: ['./worker.js'],
  },
  webview: {
    ...browserCode,
    format: 'iife',
    entryPoints: globSync('media/*/main.ts'),
    outbase: 'media',
    entryNames: '[dir]',
    outdir: 'dist/media',
  },
  cli: {
    ...nodeCode,
    ...nodeTreeSitter,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
  },
};

/**
 * Suites are found by glob: `virtual:suites` imports every file that matches.
 *
 * @param {string} pattern
 * @returns {import('esbuild').Plugin}
 */
function suitesOf(pattern) {
  return {
    name: 'suites',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^virtual:suites$/ }, ({ path }) => ({ path, namespace: 'suites' }));
      onLoad({ filter: /./, namespace: 'suites' }, () => ({
        contents: globSync(pattern)
          .sort()
          .map((file) => `import ${JSON.stringify(`./${file}`)};`)
          .join('\n'),
        resolveDir: import.meta.dirname,
      }));
    },
  };
}

/**
 * Mocha's browser build looks for `module` and, its package being an ES module, would find the
 * bundle's own and replace what the bundle exports.
 *
 * @type {import('esbuild').Plugin}
 */
const browserMocha = {
  name: 'browser-mocha',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]mocha[\\/]mocha\.js$/ }, async ({ path }) => ({
      contents: `(function (exports, module, define) {${await readFile(path, 'utf8')}\n})();`,
    }));
  },
};

const testCode = { ...nodeCode, minify: false, sourcemap: 'inline', packages: 'external' };

/** @type {Record<string, import('esbuild').BuildOptions>} */
const testBundles = {
  unit: {
    ...testCode,
    ...nodeTreeSitter,
    // In each bundle, since it starts once: see treeSitter.ts.
    alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.js' },
    entryPoints: globSync(['test/unit/**/*.test.ts', 'test/webview/**/*.test.ts']),
    outbase: 'test',
    outdir: 'out/test',
  },
  'vscode-node': {
    ...testCode,
    entryPoints: ['test/vscode/node.ts'],
    outfile: 'out/vscode/node.js',
    external: ['vscode'],
    plugins: [suitesOf('test/vscode/suite/**/*.ts')],
    define: { COSTLENS_HOST: '"node"' },
  },
  'vscode-restricted': {
    ...testCode,
    entryPoints: ['test/vscode/node.ts'],
    outfile: 'out/vscode/restricted.js',
    external: ['vscode'],
    plugins: [suitesOf('test/vscode/restricted/**/*.ts')],
    define: { COSTLENS_HOST: '"node"' },
  },
  'vscode-web': {
    ...browserCode,
    minify: false,
    sourcemap: 'inline',
    format: 'cjs',
    entryPoints: ['test/vscode/web.ts'],
    outfile: 'out/vscode/web.js',
    external: ['vscode'],
    plugins: [suitesOf('test/vscode/suite/**/*.ts'), browserMocha],
    define: { COSTLENS_HOST: '"web"' },
  },
  typing: {
    ...testCode,
    entryPoints: ['test/bench/typingProbe.ts'],
    outfile: 'out/vscode/typing.js',
    external: ['vscode'],
  },
  tools: {
    ...testCode,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    entryPoints: globSync(['scripts/*.ts', 'test/bench/*.bench.ts']),
    outbase: '.',
    outdir: 'out/tools',
    plugins: [suitesOf('test/e2e/**/*.e2e.ts')],
  },
};

await rm('dist', { recursive: true, force: true });
await mkdir('out/meta', { recursive: true });
/** @type {Record<string, import('esbuild').Metafile>} */
const metafiles = {};
await Promise.all(
  Object.entries(withTests ? { ...bundles, ...testBundles } : bundles)
    .filter(([, options]) => options.entryPoints.length > 0)
    .map(async ([name, options]) => {
      const { metafile } = await build(options);
      metafiles[name] = metafile;
      await writeFile(`out/meta/${name}.json`, JSON.stringify(metafile));
    }),
);

/**
 * Runs a script of this project that the build needs.
 *
 * @param {string} name
 */
async function importScript(name) {
  const outfile = `out/tools/${name}.mjs`;
  await build({ ...testCode, format: 'esm', entryPoints: [`scripts/${name}.ts`], outfile });
  return import(`./${outfile}`);
}

// The vocabularies are data, read when the first count needs them: never part of a bundle.
const { vocabularyFile } = await importScript('vocabularyData');
await mkdir('dist/vocabularies', { recursive: true });
for (const encoding of ['o200k_base', 'cl100k_base']) {
  const { bpe_ranks: ranks } = require(`js-tiktoken/ranks/${encoding}`);
  await writeFile(
    path.join('dist/vocabularies', `${encoding}.vocabulary`),
    vocabularyFile(encoding, ranks),
  );
}

// So is the parser of source code: its runtime and a grammar a language.
const syntaxFiles = {
  runtime: require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
  python: require.resolve('tree-sitter-python/tree-sitter-python.wasm'),
  typescript: require.resolve('tree-sitter-typescript/tree-sitter-typescript.wasm'),
  tsx: require.resolve('tree-sitter-typescript/tree-sitter-tsx.wasm'),
};
await mkdir('dist/syntax', { recursive: true });
for (const [name, file] of Object.entries(syntaxFiles)) {
  await copyFile(file, path.join('dist/syntax', `${name}.wasm`));
}

const { bundledPackages, thirdPartyNotices } = await importScript('thirdPartyNotices');
const packages = [
  ...Object.keys(bundles).flatMap((name) => bundledPackages(metafiles[name])),
  ...['js-tiktoken', 'tree-sitter-python', 'tree-sitter-typescript'],
];
await writeFile('dist/THIRD_PARTY_NOTICES.md', await thirdPartyNotices(packages));
