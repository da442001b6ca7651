import * as z from 'zod';
import { compileGlobs } from '../prompts/fileGlobs';
import { IssueList } from '../prompts/issueList';
import { createJsonReader } from '../prompts/jsonSource';
import { toJson } from '../prompts/source';
import {
  readRuleSettings,
  ruleSettingsSchema,
  type RuleSettings,
  type SettingProblem,
} from './settings';

const glob = z
  .string()
  .min(1)
  .refine((value) => compileGlobs([value]).unusable.length === 0, 'is no glob that can be used');

/**
 * `costlens.config.json`: what the command line takes of a workspace. Its keys are those of the
 * editor's settings without their prefix.
 */
const configShape = {
  $schema: z.string().optional(),
  defaultModel: z.string().trim().min(1).optional().describe('The model of files that name none.'),
  expectedOutputTokens: z
    .int()
    .nonnegative()
    .optional()
    .describe('Output tokens to expect of a call where a file sets no limit.'),
  'files.include': z
    .array(glob)
    .optional()
    .describe('Globs of files that are prompts whatever they are.'),
  'files.exclude': z.array(glob).optional().describe('Globs of files that are never prompts.'),
  rules: ruleSettingsSchema.optional().describe("The optimizer's rules: severities and options."),
};

/** Of which the JSON Schema is contributed to editors. */
export const configSchema = z.strictObject(configShape);

/** What a run of the rules is given by the workspace. */
export interface CheckConfig {
  readonly defaultModel?: string;
  readonly expectedOutputTokens?: number;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: RuleSettings;
}

/** A file that configures a run, and its text. */
export interface ConfigFile {
  readonly kind: 'config' | 'settings';
  readonly text: string;
}

export interface ReadConfig {
  readonly config: CheckConfig;
  readonly problems: readonly SettingProblem[];
}

/**
 * Reads the configuration of a workspace: `costlens.config.json`, or else what
 * `.vscode/settings.json` says under `costlens.`. A wrong key is told and left out.
 */
export function readConfig(file: ConfigFile | undefined): ReadConfig {
  const problems: SettingProblem[] = [];
  const entries = file ? entriesOf(file, problems) : {};
  const { rules: given, ...others } = entries;
  const { settings, problems: ofRules } = readRuleSettings(given);
  problems.push(...ofRules);
  const read = <Key extends Exclude<keyof typeof configShape, 'rules'>>(
    key: Key,
  ): z.infer<(typeof configShape)[Key]> => {
    const value = configShape[key].safeParse(others[key]);
    if (!value.success) {
      problems.push({ path: key, detail: value.error.issues[0]?.message ?? 'is not valid' });
    }
    return value.data as z.infer<(typeof configShape)[Key]>;
  };
  const defaultModel = read('defaultModel');
  const expectedOutputTokens = read('expectedOutputTokens');
  return {
    config: {
      ...(defaultModel !== undefined && { defaultModel }),
      ...(expectedOutputTokens !== undefined && { expectedOutputTokens }),
      include: read('files.include') ?? [],
      exclude: read('files.exclude') ?? [],
      rules: settings,
    },
    problems,
  };
}

/** The keys of a configuration; those of the settings file that are none of ours are passed over. */
function entriesOf(
  { kind, text }: ConfigFile,
  problems: SettingProblem[],
): Readonly<Record<string, unknown>> {
  const issues = new IssueList();
  const range = { start: text.startsWith('\uFEFF') ? 1 : 0, end: text.length };
  const value = createJsonReader(text)(range, issues);
  if (value?.kind !== 'map') {
    problems.push({ path: '', detail: 'is not a JSON object' });
    return {};
  }
  if (issues.toArray().length > 0) problems.push({ path: '', detail: 'is not valid JSON' });
  const all = JSON.parse(toJson(text, value)) as Record<string, unknown>;
  if (kind === 'settings') {
    const own = Object.entries(all).filter(([key]) => key.startsWith('costlens.'));
    // A setting that is null says that there is none.
    return Object.fromEntries(
      own.flatMap(([key, entry]) =>
        entry === null ? [] : [[key.slice('costlens.'.length), entry]],
      ),
    );
  }
  for (const key of Object.keys(all)) {
    if (!Object.hasOwn(configShape, key)) problems.push({ path: key, detail: 'is not known here' });
  }
  return all;
}
