/**
 * Runs the end-to-end tests, test/e2e/*.e2e.ts: a user at a browser, the packaged extension in a
 * real VS Code, a copy of samples/. Pictures go to out/screenshots/, and with --update-pictures those
 * that the documentation shows to docs/images/.
 */
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import { closeWindows, picture, startSession } from '../test/e2e/session';
import { launchBrowser } from '../test/host/browser';
import { installHost } from '../test/host/install';
import { runMocha } from '../test/host/mocha';
import { packageExtension } from '../test/host/package';
import { outFolder, projectRoot } from '../test/host/paths';
import { describeCounts, type TestCounts, writeResult } from '../test/host/results';
import { startServer } from '../test/host/server';

const testTimeoutMs = 60_000;

/** The pictures that README and docs show. */
const publishedPictures = ['report', 'prompt', 'models', 'problems', 'scenario'];

const { values } = parseArgs({
  options: {
    grep: { type: 'string', default: '' },
    /** Put the pictures of this run in the place of those in docs/images/. */
    'update-pictures': { type: 'boolean', default: false },
  },
});

async function publishPictures(): Promise<void> {
  for (const name of publishedPictures) {
    const file = `${name}.png`;
    await cp(
      path.join(outFolder, 'screenshots', file),
      path.join(projectRoot, 'docs', 'images', file),
    );
  }
}

async function runSuites(): Promise<TestCounts> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: testTimeoutMs,
    reporter: 'spec',
    fgrep: values.grep,
  });
  mocha.rootHooks({
    async afterEach(this: Mocha.Context) {
      const test = this.currentTest;
      if (test?.state === 'failed') {
        await picture(`failed-${test.fullTitle().replace(/\W+/g, '-').slice(0, 80)}`);
      }
      await closeWindows();
    },
  });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('virtual:suites');
  return runMocha(mocha);
}

await rm(path.join(outFolder, 'screenshots'), { recursive: true, force: true });
const host = await installHost(console.log);
const vsix = await packageExtension(path.join(outFolder, 'costlens.vsix'));
const server = await startServer(host, {
  connectionToken: false,
  workspaceTrust: false,
  testDriver: true,
  vsix,
});
const { browser, description } = await launchBrowser(host);
console.log(`\nEnd to end: VS Code ${host.version}, packaged extension (${description})`);
startSession({ browser, server });
try {
  const counts = await runSuites();
  await writeResult('e2e', counts);
  console.log(`End to end: ${describeCounts(counts)}`);
  if (counts.failed > 0) process.exitCode = 1;
  else if (values['update-pictures']) await publishPictures();
} finally {
  await browser.close();
  await server.stop();
}
