import { builtInAccelerators } from '../catalogs/accelerators';
import { builtInArchitectures } from '../catalogs/architectures';
import { builtInInstances } from '../catalogs/instances';
import type { Reference } from '../systems/fields';

/** Names that a scenario file may refer to, by what they are of. */
export type KnownNames = Readonly<Partial<Record<Reference, readonly string[]>>>;

/** The names of all rows of the built-in catalogs; of each instance once, whatever its region. */
export function catalogNames(): KnownNames {
  return {
    accelerator: [...builtInAccelerators.keys()],
    architecture: [...builtInArchitectures.keys()],
    instance: [...new Set(builtInInstances.map(({ instance }) => instance))],
  };
}
