import { fork, type ChildProcess } from 'node:child_process';
import { childFile, type ColdStart, type Task, type Timing } from './child';

/** A library in a process of its own. */
export class ContenderProcess {
  readonly name: string;
  readonly #child: ChildProcess;

  private constructor(name: string, child: ChildProcess) {
    this.name = name;
    this.#child = child;
  }

  static async start(name: string): Promise<ContenderProcess> {
    const child = fork(childFile, ['serve', name]);
    await reply(child, 60_000);
    return new ContenderProcess(name, child);
  }

  /** Runs a task; undefined where it failed or took longer than `limit` milliseconds. */
  async run(task: Task, limit = 120_000): Promise<Timing | undefined> {
    if (!this.#child.connected) return undefined;
    this.#child.send(task);
    return (await reply(this.#child, limit)) as Timing | undefined;
  }

  stop(): void {
    this.#child.kill();
  }
}

export async function coldStart(name: string): Promise<ColdStart | undefined> {
  const child = fork(childFile, ['cold', name], { execArgv: ['--expose-gc'] });
  const outcome = (await reply(child, 60_000)) as ColdStart | undefined;
  child.kill();
  return outcome;
}

/** The next message; undefined, and the process ended, where none came in time. */
async function reply(child: ChildProcess, limit: number): Promise<unknown> {
  return new Promise((resolve) => {
    const finish = (outcome: unknown): void => {
      clearTimeout(timer);
      child.off('message', finish);
      child.off('exit', fail);
      resolve(outcome);
    };
    const fail = (): void => {
      finish(undefined);
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail();
    }, limit);
    child.on('message', finish);
    child.on('exit', fail);
  });
}
