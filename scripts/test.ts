/**
 * `npm test`: everything that can be checked without a display, in one go. A stage that fails does
 * not keep the others from running; the last line sums up all tests.
 */
import { runNpm } from '../test/host/npm';
import {
  clearResults,
  describeCounts,
  readResults,
  sum,
  type TestCounts,
} from '../test/host/results';

interface Stage {
  /** Its script in package.json. */
  readonly script: string;
  /** The results that it must leave in out/results. */
  readonly results: readonly string[];
}

const check: Stage = { script: 'check', results: [] };

const besideCheck: readonly Stage[] = [
  { script: 'test:unit', results: ['unit'] },
  { script: 'test:webview', results: ['webview'] },
];

/** These time themselves against a real VS Code: they have the machine to themselves. */
const alone: readonly Stage[] = [
  { script: 'test:vscode', results: ['vscode-node', 'vscode-web', 'vscode-trust'] },
  { script: 'test:e2e', results: ['e2e'] },
  { script: 'test:start', results: [] },
];

/**
 * Runs scripts one after the other, without the build that npm would run before each: that is
 * done. Gives those that failed.
 */
async function runStages(stages: readonly Stage[]): Promise<Stage[]> {
  const failed: Stage[] = [];
  for (const stage of stages) {
    const started = Date.now();
    console.log(`\n— ${stage.script}`);
    const code = await runNpm(['run', '--silent', '--ignore-scripts', stage.script]);
    const outcome = code === 0 ? 'passed' : 'FAILED';
    console.log(`— ${stage.script} ${outcome} (${secondsSince(started)} s)`);
    if (code !== 0) failed.push(stage);
  }
  return failed;
}

/** A stage that has failed, but not by a test (a check, say), counts as one failure. */
function countStage(
  stage: Stage,
  hasFailed: boolean,
  results: ReadonlyMap<string, TestCounts>,
): TestCounts {
  const counts = sum(stage.results.map((name) => results.get(name) ?? { passed: 0, failed: 1 }));
  return hasFailed && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function secondsSince(time: number): string {
  return ((Date.now() - time) / 1000).toFixed(1);
}

const started = Date.now();
await clearResults();
const failedFirst = await Promise.all([runStages([check]), runStages(besideCheck)]);
const failed = [...failedFirst.flat(), ...(await runStages(alone))];

const results = await readResults();
console.log(`\nAll stages: ${secondsSince(started)} s`);
for (const [name, counts] of results) console.log(`  ${name}: ${describeCounts(counts)}`);
if (failed.length > 0) {
  console.log(`FAILED: ${failed.map((stage) => stage.script).join(', ')}`);
  process.exitCode = 1;
}
const stages = [check, ...besideCheck, ...alone];
console.log(
  describeCounts(sum(stages.map((stage) => countStage(stage, failed.includes(stage), results)))),
);
