import * as vscode from 'vscode';
import * as z from 'zod';
import { compileGlobs } from '../../engine/prompts/fileGlobs';

const modelName = z.string().trim().min(1);
const factor = z.number().positive().max(100);
const tokenFactor = z.union([factor, z.object({ low: factor, likely: factor, high: factor })]);
const glob = z.string().refine((value) => compileGlobs([value]).unusable.length === 0);

/** A map of which each valid entry counts: one that is wrong does not void the others. */
function validEntries<T>(entry: z.ZodType<T>) {
  return z.record(z.string(), z.unknown()).transform((entries) =>
    Object.fromEntries(
      Object.entries(entries).flatMap(([name, value]): [string, T][] => {
        const parsed = entry.safeParse(value);
        return parsed.success ? [[name, parsed.data]] : [];
      }),
    ),
  );
}

/** A list of which each valid item counts. */
function validItems<T>(item: z.ZodType<T>) {
  return z.array(z.unknown()).transform((items) =>
    items.flatMap((value): T[] => {
      const parsed = item.safeParse(value);
      return parsed.success ? [parsed.data] : [];
    }),
  );
}

/**
 * Every setting that package.json contributes, by its name after `costlens.`. A test holds this and
 * package.json against each other.
 */
const settingsSchema = z.object({
  enabled: z.boolean(),
  defaultModel: modelName,
  /** Model by file, the path relative to its workspace folder. */
  fileModels: validEntries(modelName),
  /** Globs of files that count whatever they are, relative to the workspace folder. */
  'files.include': validItems(glob),
  /** Globs of files that never count, unless the user turns one on by hand. */
  'files.exclude': validItems(glob),
  expectedOutputTokens: z.number().int().nonnegative().nullable(),
  /** Checked by the engine, model by model: see userPrices.ts. */
  prices: z.unknown(),
  'oldPrices.warnAfterDays': z.number().int().positive().nullable(),
  /** By model: how many tokens it makes of one of o200k_base. */
  tokenFactors: validEntries(tokenFactor),
  /** Models to compare a prompt under, besides its own. */
  'compare.models': validItems(modelName),
  /** Checked by the engine, rule by rule: see rules/settings.ts. */
  rules: z.unknown(),
  'statusBar.enabled': z.boolean(),
  'codeLens.enabled': z.boolean(),
  'hover.enabled': z.boolean(),
  'inlayHints.enabled': z.boolean(),
  'scenarios.codeLens.enabled': z.boolean(),
});

/** Settings of many entries, and what each entry has to be. */
const entrySchemas = {
  fileModels: modelName,
  'files.include': glob,
  'files.exclude': glob,
  tokenFactors: tokenFactor,
  'compare.models': modelName,
} as const satisfies Partial<Record<keyof Settings, z.ZodType>>;

/** The settings whose entries are checked one by one. */
export const settingsOfEntries = Object.keys(entrySchemas) as (keyof typeof entrySchemas)[];

/** The entries of a setting that are left out because they are not as they should be. */
export function invalidEntries(
  name: keyof typeof entrySchemas,
  scope?: vscode.ConfigurationScope,
): string[] {
  const value: unknown = vscode.workspace.getConfiguration(section, scope).get(name);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([, entry]) => !entrySchemas[name].safeParse(entry).success)
    .map(([key, entry]) => (Array.isArray(value) ? String(entry) : key));
}

type Settings = z.infer<typeof settingsSchema>;
type SettingName = keyof Settings;

const section = 'costlens';

/**
 * A setting as it applies to a resource. A value of the wrong type, which only a hand-edited
 * settings file can hold, counts as the default; VS Code marks it in that file.
 */
export function readSetting<Name extends SettingName>(
  name: Name,
  scope?: vscode.ConfigurationScope,
): Settings[Name] {
  const configuration = vscode.workspace.getConfiguration(section, scope);
  const schema = settingsSchema.shape[name];
  const value = schema.safeParse(configuration.get(name));
  return (value.success ? value.data : configuration.inspect(name)?.defaultValue) as Settings[Name];
}

/**
 * A setting as it stands in the settings files, for one that the engine checks itself. VS Code gives
 * out proxies, which cannot be sent to a worker: this is a copy.
 */
export function readRawSetting(name: SettingName, scope?: vscode.ConfigurationScope): unknown {
  const value: unknown = vscode.workspace.getConfiguration(section, scope).get(name);
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

/** Where a setting can be saved, the strongest last. */
const levels = [
  [vscode.ConfigurationTarget.Global, 'globalValue'],
  [vscode.ConfigurationTarget.Workspace, 'workspaceValue'],
  [vscode.ConfigurationTarget.WorkspaceFolder, 'workspaceFolderValue'],
] as const;

/** A setting as each level says it, the strongest last; levels that say nothing, or nothing valid, are left out. */
export function readSettingByLevel<Name extends SettingName>(
  name: Name,
  scope?: vscode.ConfigurationScope,
): { readonly target: vscode.ConfigurationTarget; readonly value: Settings[Name] }[] {
  const values = vscode.workspace.getConfiguration(section, scope).inspect(name);
  return levels.flatMap(([target, level]) => {
    const value = settingsSchema.shape[name].safeParse(values?.[level]);
    return value.success && values?.[level] !== undefined
      ? [{ target, value: value.data as Settings[Name] }]
      : [];
  });
}

/**
 * A map as each level has it, wrong entries included, so that saving one entry loses no other; the
 * strongest level last.
 */
export function readEntriesByLevel(
  name: 'fileModels',
  scope: vscode.Uri,
): { readonly target: vscode.ConfigurationTarget; readonly entries: Record<string, unknown> }[] {
  const values = vscode.workspace.getConfiguration(section, scope).inspect(name);
  return levels.flatMap(([target, level]) => {
    const entries: unknown = values?.[level];
    return typeof entries === 'object' && entries !== null && !Array.isArray(entries)
      ? [{ target, entries: entries as Record<string, unknown> }]
      : [];
  });
}

/** Saves a map; an empty one is removed. */
export async function writeEntries(
  name: 'fileModels',
  entries: Readonly<Record<string, unknown>>,
  target: vscode.ConfigurationTarget,
  scope: vscode.Uri,
): Promise<void> {
  const value = Object.keys(entries).length === 0 ? undefined : entries;
  await vscode.workspace.getConfiguration(section, scope).update(name, value, target);
}

/** Saves a setting; undefined removes it. */
export async function writeSetting<Name extends SettingName>(
  name: Name,
  value: Settings[Name] | undefined,
  target: vscode.ConfigurationTarget,
  scope?: vscode.ConfigurationScope,
): Promise<void> {
  await vscode.workspace.getConfiguration(section, scope).update(name, value, target);
}

/** Calls back when one of the settings changes, for any resource. */
export function onSettingsChanged(
  names: readonly SettingName[],
  changed: () => void,
): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (names.some((name) => event.affectsConfiguration(`${section}.${name}`))) changed();
  });
}
