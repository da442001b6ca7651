import type * as z from 'zod';
import type { Finding, Path } from '../systems/system';
import { isRange, pointOf } from '../uncertainty/quantity';
import { fieldAt } from './fieldAt';
import {
  formatVersion,
  headerSchemas,
  sectionSchemas,
  type SectionName,
  type Sections,
} from './sections';
import { withValue } from './withValue';
import { findingsOf } from './zodFindings';

/** What is valid of a scenario, section by section: a bad section does not touch the others. */
export interface ValidScenario {
  readonly system: string | null;
  readonly currency: string;
  readonly pricesAsOf: string | null;
  readonly sections: Sections;
  /** Sections that are there but can't be used. */
  readonly invalid: ReadonlySet<SectionName>;
  readonly variants: readonly Variant[];
  readonly findings: readonly Finding[];
}

export interface Variant {
  readonly name: string;
  readonly set: Readonly<Record<string, unknown>>;
  /** Its position in the file's list. */
  readonly index: number;
}

const headerNames = ['system', 'currency', 'pricesAsOf'] as const;

/** Checks plain data against the format. Nothing is thrown: what is wrong is a finding. */
export function validateScenario(value: unknown): ValidScenario {
  if (!isMap(value)) {
    return {
      ...nothing,
      findings: [{ code: 'scenario-not-a-map', severity: 'error', params: {}, path: [] }],
    };
  }
  const findings: Finding[] = [...versionFindings(value), ...unknownKeys(value)];
  const header: Record<string, unknown> = {};
  for (const key of headerNames) header[key] = checked(headerSchemas[key], value, [key], findings);
  const sections: Record<string, unknown> = {};
  const invalid = new Set<SectionName>();
  for (const key of Object.keys(sectionSchemas) as SectionName[]) {
    if (!Object.hasOwn(value, key)) continue;
    const section = checked(sectionSchemas[key], value, [key], findings);
    if (section === undefined) invalid.add(key);
    else {
      sections[key] = section;
      findings.push(...implausible(section, [key]));
    }
  }
  return {
    system: (header['system'] as string | undefined) ?? null,
    currency: (header['currency'] as string | undefined) ?? 'USD',
    pricesAsOf: (header['pricesAsOf'] as string | undefined) ?? null,
    sections: sections,
    invalid,
    variants: variantsOf(value, findings),
    findings,
  };
}

const nothing: ValidScenario = {
  system: null,
  currency: 'USD',
  pricesAsOf: null,
  sections: {},
  invalid: new Set(),
  variants: [],
  findings: [],
};

type Map = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Map {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The version that a scenario says it is of, where it is newer than what is known. */
export function newerVersion(value: unknown): number | undefined {
  const version = isMap(value) ? value['costlens'] : undefined;
  return typeof version === 'number' && version > formatVersion ? version : undefined;
}

function versionFindings(value: Map): readonly Finding[] {
  const known = formatVersion;
  const path = ['costlens'] as const;
  if (!Object.hasOwn(value, 'costlens')) {
    return [{ code: 'scenario-version-missing', severity: 'warning', params: { known }, path: [] }];
  }
  const version = newerVersion(value);
  if (version !== undefined) {
    return [{ code: 'scenario-newer', severity: 'error', params: { version, known }, path }];
  }
  const findings: Finding[] = [];
  checked(headerSchemas.costlens, value, path, findings);
  return findings;
}

function unknownKeys(value: Map): readonly Finding[] {
  return Object.keys(value)
    .filter((key) => !Object.hasOwn(headerSchemas, key) && !Object.hasOwn(sectionSchemas, key))
    .map((key) => ({
      code: 'scenario-unknown-key',
      severity: 'error',
      params: { key },
      path: [key],
    }));
}

/**
 * The value under a path's only key, where it is there and valid; unknown keys in it are findings,
 * and what else it says is taken.
 */
function checked(
  schema: z.ZodType,
  root: Map,
  path: readonly [string],
  findings: Finding[],
): unknown {
  const value = root[path[0]];
  if (value === undefined) return undefined;
  const first = schema.safeParse(value);
  if (first.success) return first.data;
  findings.push(...findingsOf(first.error.issues, value, path));
  const strangers = first.error.issues.filter(({ code }) => code === 'unrecognized_keys');
  if (strangers.length === 0) return undefined;
  return schema.safeParse(without(value, strangers)).data;
}

/** A copy without the keys that a schema does not know. */
function without(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  return issues.reduce(
    (copy, issue) =>
      issue.code === 'unrecognized_keys'
        ? withValue(copy, issue.path as (string | number)[], (map) => omit(map, issue.keys))
        : copy,
    value,
  );
}

function omit(map: unknown, keys: readonly string[]): unknown {
  return Object.fromEntries(Object.entries(map as Map).filter(([key]) => !keys.includes(key)));
}

function variantsOf(value: Map, findings: Finding[]): readonly Variant[] {
  const given = checked(headerSchemas.variants, value, ['variants'], findings) as
    z.infer<typeof headerSchemas.variants> | undefined;
  const names = new Set(['base']);
  return (given ?? []).flatMap(({ name, set }, index) => {
    if (!names.has(name)) {
      names.add(name);
      return [{ name, set, index }];
    }
    findings.push({
      code: 'scenario-variant-name',
      severity: 'error',
      params: { name },
      path: ['variants', index, 'name'],
    });
    return [];
  });
}

/** Values that are allowed, yet unusual enough to be a slip. */
function implausible(value: unknown, path: Path): readonly Finding[] {
  if (typeof value === 'number' || isRange(value)) {
    const [low, high] = fieldAt(path)?.plausible ?? [-Infinity, Infinity];
    const found = pointOf(value);
    if (found >= low && found <= high) return [];
    return [
      { code: 'scenario-implausible', severity: 'warning', params: { found, low, high }, path },
    ];
  }
  if (Array.isArray(value))
    return value.flatMap((item, index) => implausible(item, [...path, index]));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => implausible(child, [...path, key]));
}
