import * as z from 'zod';
import type { Finding, Path } from '../systems/system';
import { isRange, pointOf } from '../uncertainty/quantity';
import { childSchema, fieldOf, schemaAt } from './fieldAt';
import {
  formatVersion,
  headerSchemas,
  mostVariants,
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
  for (const key of headerNames) {
    header[key] = checked(headerSchemas[key], value[key], [key], findings);
  }
  const sections: Record<string, unknown> = {};
  const invalid = new Set<SectionName>();
  for (const key of Object.keys(sectionSchemas) as SectionName[]) {
    if (!Object.hasOwn(value, key)) continue;
    const section = checked(sectionSchemas[key], value[key], [key], findings);
    if (section === undefined) invalid.add(key);
    else {
      sections[key] = section;
      addImplausible(section, sectionSchemas[key], [key], findings);
    }
  }
  return {
    system: (header['system'] as string | undefined) ?? null,
    currency: (header['currency'] as string | undefined) ?? defaultCurrency(value),
    pricesAsOf: (header['pricesAsOf'] as string | undefined) ?? null,
    sections: sections,
    invalid,
    variants: variantsOf(value, findings),
    findings,
  };
}

/** Amounts of a currency that can't be read are in none: ISO 4217 has a code for that. */
function defaultCurrency(value: Map): string {
  return value['currency'] === undefined ? 'USD' : 'XXX';
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
  return value['costlens'] === formatVersion
    ? []
    : [{ code: 'scenario-version', severity: 'error', params: { known }, path }];
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
 * A value, where it is there and valid; unknown keys in it are findings, and what else it says is
 * taken.
 */
function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: Path,
  findings: Finding[],
): z.infer<Schema> | undefined {
  if (value === undefined) return undefined;
  const reserved = hasReservedName(value) ? reservedNames(value, path) : [];
  if (reserved.length > 0) {
    findings.push(...reserved);
    return undefined;
  }
  const first = schema.safeParse(value);
  if (first.success) return first.data;
  findings.push(...findingsOf(first.error.issues, value, path));
  const strangers = first.error.issues.filter(({ code }) => code === 'unrecognized_keys');
  if (strangers.length === 0) return undefined;
  return schema.safeParse(without(value, strangers)).data;
}

function hasReservedName(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasReservedName);
}

/**
 * Free names that JavaScript keeps to itself: what stands under one would be lost without a word, and
 * sums with it.
 */
function reservedNames(value: unknown, path: Path): readonly Finding[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => reservedNames(item, [...path, index]));
  }
  if (!isMap(value)) return [];
  const inner = Object.keys(value).flatMap((key) => reservedNames(value[key], [...path, key]));
  if (!Object.hasOwn(value, '__proto__') || !(schemaAt(path) instanceof z.ZodRecord)) return inner;
  const params = { key: '__proto__' };
  const own: Finding = {
    code: 'scenario-reserved-name',
    severity: 'error',
    params,
    path: [...path, '__proto__'],
  };
  return [own, ...inner];
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

/** The list by itself: a variant that is not valid does not touch the others. */
const variantList = z.array(z.unknown()).max(mostVariants);

function variantsOf(value: Map, findings: Finding[]): readonly Variant[] {
  const list = variantList.safeParse(value['variants'] ?? []);
  if (!list.success) {
    findings.push(...findingsOf(list.error.issues, value['variants'], ['variants']));
    return [];
  }
  const names = new Set(['base']);
  return list.data.flatMap((one, index) => {
    const variant = checked(headerSchemas.variants.element, one, ['variants', index], findings);
    if (!variant) return [];
    const { name, set } = variant;
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

/** Adds values that are allowed, yet unusual enough to be a slip. */
function addImplausible(
  value: unknown,
  schema: z.ZodType | undefined,
  path: Path,
  findings: Finding[],
): void {
  if (!schema) return;
  if (typeof value === 'number' || isRange(value)) {
    const [low, high] = fieldOf(schema)?.plausible ?? [-Infinity, Infinity];
    const found = pointOf(value);
    if (found >= low && found <= high) return;
    const params = { found, low, high };
    findings.push({ code: 'scenario-implausible', severity: 'warning', params, path });
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      addImplausible(item, childSchema(schema, index), [...path, index], findings);
    }
  } else if (isMap(value)) {
    for (const key of Object.keys(value)) {
      addImplausible(value[key], childSchema(schema, key), [...path, key], findings);
    }
  }
}
