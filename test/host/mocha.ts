import type Mocha from 'mocha';
import type { TestCounts } from './results';

/** Runs what a mocha instance has loaded; a run without tests counts as failed. */
export async function runMocha(mocha: Mocha): Promise<TestCounts> {
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      const { passes: passed = 0, failures: failed = 0 } = runner.stats ?? {};
      if (passed + failed === 0) console.error('No test ran.');
      resolve({ passed, failed: passed + failed === 0 ? 1 : failed });
    });
  });
}
