import type { AcceleratorsData, UserAccelerator } from './acceleratorSchema';
import { catalogOf, findRow, type Catalog, type LookUp } from './catalog';
import data from './data/accelerators.json';
import { sourceNames } from './sourceNames';

/**
 * A GPU or another accelerator: bytes, bytes per second, dense FLOP/s, watts. A figure that is not
 * there is not known. A package of several dies counts as one, with the figures of all of them.
 */
export type Accelerator = Readonly<UserAccelerator>;

/** The accelerators of `data/accelerators.json`, in its order. A test validates the data. */
export const builtInAccelerators: Catalog<Accelerator> = catalogOf(
  accelerators(data as AcceleratorsData),
);

/** An accelerator by id, name or alias; without the maker ("NVIDIA H100 80GB HBM3") as with it. */
export function findAccelerator(catalog: Catalog<Accelerator>, name: string): LookUp<Accelerator> {
  return findRow(catalog, name, acceleratorKey);
}

/** Dense FLOP/s in BF16, or in FP16 where the hardware has no BF16; undefined where not known. */
export function halfPrecisionFlops({ bf16Flops, fp16Flops }: Accelerator): number | undefined {
  return bf16Flops ?? fp16Flops;
}

function acceleratorKey(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '-')
    .replace(/^(?:(?:nvidia|amd|google|aws|intel|tesla|geforce|instinct)-)+/, '');
}

function accelerators({ sources, accelerators }: AcceleratorsData): readonly Accelerator[] {
  return accelerators.map(({ evidence, ...row }) => ({
    ...row,
    source: sourceNames(sources, evidence),
  }));
}
