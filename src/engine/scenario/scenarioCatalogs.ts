import { builtInCatalogs, createCatalogs, type Catalogs } from '../catalogs/catalogs';
import {
  catalogFileSchema,
  type CatalogFile,
  type CatalogsInput,
} from '../catalogs/catalogsSection';
import type { UserInstance } from '../catalogs/instanceSchema';
import { fillTemplate, issueMessage, issueTemplates } from '../issues';
import { pathText, valueAt } from '../systems/path';
import type { Finding, Path } from '../systems/system';
import { unknownRow } from '../systems/unknownRow';
import { languageOfScenario, readScenarioFile } from './scenarioFile';
import { allValues } from './variants';
import { findingsOf } from './zodFindings';

/** Texts of the files that the `catalogs` section names, by the path as it is written there. */
export type CatalogFiles = ReadonlyMap<string, string>;

/**
 * The files that a scenario's value names in its `catalogs` section, in its base or in a variant, each
 * once, for the caller to read.
 */
export function catalogFileNames(value: unknown): readonly string[] {
  const names = allValues(value).flatMap((one) => {
    const files = valueAt(one, ['catalogs', 'files']);
    return Array.isArray(files) ? files.filter((file) => typeof file === 'string') : [];
  });
  return [...new Set(names)];
}

/** The catalogs of a scenario, and what is wrong with the rows that it adds. */
export function scenarioCatalogs(
  input: CatalogsInput | undefined,
  files: CatalogFiles,
): { readonly catalogs: Catalogs; readonly findings: readonly Finding[] } {
  if (!input) return { catalogs: builtInCatalogs, findings: [] };
  const findings: Finding[] = [];
  const fromFiles = (input.files ?? []).map((file, index) =>
    readCatalogFile(file, files.get(file), ['catalogs', 'files', index], findings),
  );
  // Of rows with the same id the last counts: those in the scenario itself.
  const all = [...fromFiles, input];
  const accelerators = all.flatMap((rows) => rows.accelerators ?? []);
  const architectures = all.flatMap((rows) => rows.architectures ?? []);
  const withoutInstances = createCatalogs({ accelerators, architectures, instances: [] });
  const instances = all.flatMap((rows, part) =>
    (rows.instances ?? []).map((row, index) => {
      const file = input.files?.[part];
      const path: Path =
        file === undefined
          ? ['catalogs', 'instances', index, 'accelerator']
          : ['catalogs', 'files', part];
      return withAcceleratorId(row, withoutInstances, path, findings);
    }),
  );
  return { catalogs: createCatalogs({ accelerators, architectures, instances }), findings };
}

function readCatalogFile(
  file: string,
  text: string | undefined,
  path: Path,
  findings: Finding[],
): CatalogFile {
  if (text === undefined) {
    findings.push({ code: 'catalog-file-missing', severity: 'error', params: { file }, path });
    return {};
  }
  const { value, issues } = readScenarioFile(text, languageOfScenario(file));
  const broken = issues.find(({ severity }) => severity === 'error');
  if (broken) {
    findings.push(invalidFile(file, '', issueMessage(broken), path));
    return {};
  }
  const read = catalogFileSchema.safeParse(value);
  if (read.success) return read.data;
  for (const { code, params, path: at } of findingsOf(read.error.issues, value, [])) {
    findings.push(
      invalidFile(file, pathText(at), fillTemplate(issueTemplates[code], params), path),
    );
  }
  return {};
}

function invalidFile(file: string, where: string, detail: string, path: Path): Finding {
  const params = { file: where === '' ? file : `${file}, ${where}`, detail };
  return { code: 'catalog-file-invalid', severity: 'error', params, path };
}

/** The row with the id of its accelerator in place of another of its names. */
function withAcceleratorId(
  row: UserInstance,
  catalogs: Catalogs,
  path: Path,
  findings: Finding[],
): UserInstance {
  const found = catalogs.accelerator(row.accelerator);
  if (found.known) return { ...row, accelerator: found.row.id };
  findings.push(unknownRow('accelerator', row.accelerator, found.nearest, path));
  return row;
}
