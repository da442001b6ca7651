import type { Accelerator } from '../../catalogs/accelerators';
import type { Unit } from '../fields';
import { constant, fromFigure, fromInput, type Term } from '../figures';
import type { SizingOption } from './option';
import { sizingDefaults } from './section';
import type { SizingCase } from './terms';

/** Everything that the formulas of one option are made from. */
export interface Explained {
  readonly of: SizingCase;
  readonly option: SizingOption;
  /** The key of the option: "sizing.options[3]". */
  readonly at: string;
}

export function figureOf(
  at: string,
  option: SizingOption,
  key: keyof SizingOption,
  unit: Unit,
): Term {
  return fromFigure(`${at}.${key}`, Number(option[key] ?? 0), unit);
}

export function degree({ gpuCount }: SizingOption): Term {
  return constant(gpuCount, 'count', 'GPUs that share a replica: 1, 2, 4 and 8 are looked at');
}

export function gpuOf({ of, option }: Explained): Accelerator {
  const gpu = of.context.catalogs.accelerators.get(option.gpu);
  if (!gpu) throw new RangeError(`No accelerator ${option.gpu}`);
  return gpu;
}

export function sourceOf({ name, source }: Accelerator): string {
  return `${name}: ${source}`;
}

export function hoursPerMonth({ context }: SizingCase): Term {
  return fromInput('assumptions.hoursPerMonth', context.hoursPerMonth, 'hours/month');
}

type SharedDefault =
  | 'memoryShare'
  | 'bandwidthEfficiency'
  | 'computeEfficiency'
  | 'targetUtilization'
  | 'peakFactor'
  | 'spareReplicas';

export function shared({ input }: SizingCase, key: SharedDefault, unit: Unit): Term {
  return fromInput(`sizing.${key}`, input[key] ?? sizingDefaults[key], unit);
}
