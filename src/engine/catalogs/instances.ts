import data from './data/instances.json';
import type { InstancesData, Offer, UserInstance } from './instanceSchema';

/** Where the price of an instance is from. */
export interface InstanceSource {
  readonly name: string;
  readonly url?: string;
  /** A day on which the price was right, ISO 8601; a user need not give one. */
  readonly asOf?: string;
}

/** A cloud instance with GPUs, and its price. */
export interface Instance extends Readonly<Offer> {
  readonly source: InstanceSource;
}

/** The instances of `data/instances.json`, in its order. A test validates the data. */
export const builtInInstances: readonly Instance[] = resolve(data);

/** The region that a name without one means; elsewhere it is the provider's first in the catalog. */
const defaultRegions: ReadonlyMap<string, string> = new Map([['aws', 'us-east-1']]);

/**
 * The instance of an id, or of the provider's name for it, in any letter case. A row of that very
 * region counts before one whose price holds everywhere ("global"). Without a region, the row of
 * the provider's default region counts, else the first.
 *
 * @returns undefined where the catalog has no such instance, or not in that region.
 */
export function findInstance(
  catalog: readonly Instance[],
  nameOrId: string,
  region?: string,
): Instance | undefined {
  const key = keyOf(nameOrId);
  const byId = catalog.find(({ id }) => keyOf(id) === key);
  if (byId) return byId;
  const named = catalog.filter(({ instance }) => keyOf(instance) === key);
  if (region !== undefined) return inRegion(named, region) ?? inRegion(named, 'global');
  const [first] = named;
  if (!first) return undefined;
  const preferred = defaultRegions.get(first.provider);
  return named.find((row) => row.provider === first.provider && row.region === preferred) ?? first;
}

/** All instances with that accelerator, in the catalog's order. */
export function instancesWith(
  catalog: readonly Instance[],
  acceleratorId: string,
): readonly Instance[] {
  return catalog.filter(({ accelerator }) => accelerator === acceleratorId);
}

/**
 * The catalog with the user's rows. A row with the id of another takes its place as a whole, in
 * its place; of several with the same id the last counts. New ones come behind.
 */
export function extendInstances(
  builtIn: readonly Instance[],
  userRows: readonly UserInstance[],
): readonly Instance[] {
  const rows = new Map(builtIn.map((row) => [keyOf(row.id), row]));
  for (const { source, ...row } of userRows) {
    rows.set(keyOf(row.id), withSource(row, { name: source }));
  }
  return [...rows.values()];
}

/** US dollars per GPU and hour, on demand. */
export function pricePerGpuHour({ onDemandHourly, gpus }: Instance): number {
  return onDemandHourly / gpus;
}

function inRegion(rows: readonly Instance[], region: string): Instance | undefined {
  return rows.find((row) => keyOf(row.region) === keyOf(region));
}

function keyOf(text: string): string {
  return text.trim().toLowerCase();
}

function resolve({ sources, instances }: InstancesData): readonly Instance[] {
  return instances.map((row) => {
    const source = sources[row.source];
    if (!source) throw new Error(`No source "${row.source}"`);
    const { name, url, asOf } = source;
    return withSource(row, { name, url, asOf });
  });
}

/** Nothing but the offer: the evidence of a built-in row stays behind, as do fields without a value. */
function withSource(offer: Offer, source: InstanceSource): Instance {
  const { id, instance, provider, region, accelerator, gpus, onDemandHourly } = offer;
  const { vcpus, memoryBytes, spotHourly } = offer;
  return {
    id,
    instance,
    provider,
    region,
    accelerator,
    gpus,
    ...(vcpus !== undefined && { vcpus }),
    ...(memoryBytes !== undefined && { memoryBytes }),
    onDemandHourly,
    ...(spotHourly !== undefined && { spotHourly }),
    source,
  };
}
