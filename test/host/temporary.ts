import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder that is gone when it is no longer needed, at the latest when this process exits. */
export interface TemporaryFolder {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

const folders = new Set<string>();
// Programs may still be writing into it for a moment.
const patient = { recursive: true, force: true, maxRetries: 5 } as const;

process.once('exit', () => {
  for (const folder of folders) rmSync(folder, patient);
});

export async function createTemporaryFolder(purpose: string): Promise<TemporaryFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), `costlens-${purpose}-`));
  folders.add(folder);
  return {
    path: folder,
    remove: async () => {
      folders.delete(folder);
      await rm(folder, patient);
    },
  };
}
