/**
 * Runs the tests of test/unit or test/webview in this process: `npm run test:unit`, or with
 * `-- --grep words` those whose titles hold them.
 */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import { globSync } from 'tinyglobby';
import { runMocha } from '../test/host/mocha';
import { outFolder } from '../test/host/paths';
import { describeCounts, writeResult } from '../test/host/results';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' } },
});
const stage = positionals[0];
if (stage === undefined) throw new Error('Usage: test-mocha unit|webview [--grep words]');

const mocha = new Mocha({
  ui: 'bdd',
  timeout: 30_000,
  parallel: true,
  jobs: availableParallelism(),
  reporter: 'dot',
  ...(values.grep !== undefined && { fgrep: values.grep, reporter: 'spec' }),
});
mocha.files = globSync('**/*.test.js', {
  cwd: path.join(outFolder, 'test', stage),
  absolute: true,
}).sort();
await mocha.loadFilesAsync();
const counts = await runMocha(mocha);
await writeResult(stage, counts);
console.log(`test/${stage}: ${describeCounts(counts)}`);
// What a test has left open must not keep the run from ending.
process.exit(counts.failed > 0 ? 1 : 0);
