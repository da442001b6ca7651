import { builtInAccelerators } from '../catalogs/accelerators';
import { builtInArchitectures } from '../catalogs/architectures';
import { builtInInstances } from '../catalogs/instances';
import type { ModelCatalog } from '../pricing/price';
import type { Reference } from '../systems/fields';

/** Names that a scenario file may refer to, by what they are of. */
export type KnownNames = Readonly<Partial<Record<Reference, readonly string[]>>>;

/** The names of all rows of the catalogs, and of the models that have prices at a moment. */
export function referenceNames(models: ModelCatalog, at: Date): KnownNames {
  return {
    accelerator: [...builtInAccelerators.keys()],
    architecture: [...builtInArchitectures.keys()],
    instance: [...new Set(builtInInstances.map(({ instance }) => instance))],
    model: [...new Set(models.listModels(at).map(({ id }) => id))],
  };
}
