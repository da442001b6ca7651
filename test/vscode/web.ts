/** The tests' entry in the web worker extension host, where there is no Node. */
import 'mocha/mocha.js';
import { finish, mochaOptions } from './report';

export async function run(): Promise<void> {
  mocha.setup(mochaOptions());
  await import('virtual:suites');
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  finish(failures);
}
