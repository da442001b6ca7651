import { nearestWords } from '../text/nearestWords';
import { builtInAccelerators, findAccelerator, type Accelerator } from './accelerators';
import { builtInArchitectures, findArchitecture, type Architecture } from './architectures';
import { extendCatalog, type Catalog, type LookUp } from './catalog';
import type { UserInstance } from './instanceSchema';
import { builtInInstances, extendInstances, findInstance, type Instance } from './instances';

/** Rows that a user adds, or knows better. */
export interface UserRows {
  readonly accelerators: readonly Accelerator[];
  readonly architectures: readonly Architecture[];
  readonly instances: readonly UserInstance[];
}

/** An instance, or the ids that may have been meant. */
export type InstanceLookUp =
  | { readonly known: true; readonly row: Instance }
  | { readonly known: false; readonly nearest: readonly string[] };

/**
 * All catalogs. Each name is looked up once, so that a simulation can ask for it in every sample.
 */
export interface Catalogs {
  readonly accelerators: Catalog<Accelerator>;
  readonly instances: readonly Instance[];
  /** By the id of their accelerator. */
  readonly instancesOf: ReadonlyMap<string, readonly Instance[]>;
  /** Accelerators that an instance has, in the order of the instances. */
  readonly rentable: readonly Accelerator[];
  readonly accelerator: (name: string) => LookUp<Accelerator>;
  readonly architecture: (name: string) => LookUp<Architecture>;
  readonly instance: (name: string, region: string | undefined) => InstanceLookUp;
}

/** The built-in catalogs with the user's rows. */
export function createCatalogs(rows: UserRows): Catalogs {
  const accelerators = extendCatalog(builtInAccelerators, rows.accelerators);
  const architectures = extendCatalog(builtInArchitectures, rows.architectures);
  const instances = extendInstances(builtInInstances, rows.instances);
  const instancesOf = byAccelerator(instances);
  return {
    accelerators,
    instances,
    instancesOf,
    rentable: [...instancesOf.keys()].flatMap((id) => accelerators.get(id) ?? []),
    accelerator: once((name) => findAccelerator(accelerators, name)),
    architecture: once((name) => findArchitecture(architectures, name)),
    instance: once((name, region) => lookUpInstance(instances, name, region)),
  };
}

/** The catalogs without rows of a user. */
export const builtInCatalogs: Catalogs = createCatalogs({
  accelerators: [],
  architectures: [],
  instances: [],
});

function byAccelerator(instances: readonly Instance[]): ReadonlyMap<string, readonly Instance[]> {
  const groups = new Map<string, Instance[]>();
  for (const instance of instances) {
    const group = groups.get(instance.accelerator);
    if (group) group.push(instance);
    else groups.set(instance.accelerator, [instance]);
  }
  return groups;
}

function lookUpInstance(
  instances: readonly Instance[],
  name: string,
  region: string | undefined,
): InstanceLookUp {
  const row = findInstance(instances, name, region);
  if (row) return { known: true, row };
  const names = new Set(instances.map(({ instance }) => instance));
  const elsewhere = findInstance(instances, name);
  const nearest = elsewhere ? [elsewhere.id] : nearestWords(name, [...names]).slice(0, 3);
  return { known: false, nearest };
}

/** What a look-up found before is not looked up again. */
function once<Found>(
  find: (name: string, region: string | undefined) => Found,
): (name: string, region?: string) => Found {
  const known = new Map<string, Map<string | undefined, Found>>();
  return (name, region) => {
    const byRegion = known.get(name) ?? new Map<string | undefined, Found>();
    known.set(name, byRegion);
    const before = byRegion.get(region);
    if (before !== undefined) return before;
    const found = find(name, region);
    byRegion.set(region, found);
    return found;
  };
}
