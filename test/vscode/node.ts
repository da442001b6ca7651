/** The tests' entry in the Node extension host (and in desktop VS Code). */
import Mocha from 'mocha';
import { finish, mochaOptions } from './report';

export async function run(): Promise<void> {
  const mocha = new Mocha(mochaOptions());
  // Suites are part of this bundle, not files for mocha to load: give them its globals first.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('virtual:suites');
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  finish(failures);
}
