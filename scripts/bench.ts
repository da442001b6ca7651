/**
 * `npm run bench [-- NAME…]`: runs every bench of test/bench (or those named), one after the other.
 * Ratios are gates: a bench that misses one ends with a status other than 0. Absolute figures are
 * only printed.
 */
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { outFolder } from '../test/host/paths';
import { runInTerminal } from '../test/host/processes';

const folder = path.join(outFolder, 'tools', 'test', 'bench');
const names = process.argv.slice(2);
const benches = globSync('*.bench.mjs', { cwd: folder }).sort();
const chosen = benches.filter(
  (file) => names.length === 0 || names.includes(path.basename(file, '.bench.mjs')),
);
if (chosen.length === 0) {
  const known = benches.map((file) => path.basename(file, '.bench.mjs')).join(', ');
  console.error(`There is no such bench; there are: ${known}`);
  process.exitCode = 1;
}
for (const file of chosen) {
  const code = await runInTerminal(process.execPath, [path.join(folder, file)]);
  if (code !== 0) process.exitCode = 1;
}
