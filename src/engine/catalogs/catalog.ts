import { nearestWords } from '../text/nearestWords';

/** What can be looked up by name. */
export interface CatalogRow {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

/** Rows by their id, those of the user first. */
export type Catalog<Row extends CatalogRow> = ReadonlyMap<string, Row>;

/** What a name stands for; where the catalog does not know it, the ids that may have been meant. */
export type LookUp<Row extends CatalogRow> =
  | { readonly known: true; readonly row: Row }
  | { readonly known: false; readonly nearest: readonly string[] };

const maxNearest = 3;

export function catalogOf<Row extends CatalogRow>(rows: readonly Row[]): Catalog<Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * The catalog with the user's rows. A row with the id of another, in any letter case, takes its
 * place as a whole, and is found by the names of that one too; of several user rows with the same
 * id the last counts. A name that is a user row's and a built-in one's means the user's.
 */
export function extendCatalog<Row extends CatalogRow>(
  builtIn: Catalog<Row>,
  userRows: readonly Row[],
): Catalog<Row> {
  const replaced = new Map([...builtIn.values()].map((row) => [folded(row.id), row]));
  const users = new Map(userRows.map((row) => [folded(row.id), row]));
  const rest = [...builtIn.values()].filter(({ id }) => !users.has(folded(id)));
  return catalogOf([...[...users].map(([id, row]) => inPlaceOf(replaced.get(id), row)), ...rest]);
}

/**
 * The row of an id, a name or an alias. What is written exactly so, but for letter case, counts
 * before what is only the same by `keyOf`.
 *
 * @param keyOf what of a name tells rows apart.
 */
export function findRow<Row extends CatalogRow>(
  catalog: Catalog<Row>,
  name: string,
  keyOf: (name: string) => string,
): LookUp<Row> {
  const rows = [...catalog.values()];
  const row =
    rows.find(({ id }) => folded(id) === folded(name)) ??
    rows.find((each) => namesOf(each).some((own) => folded(own) === folded(name))) ??
    rows.find((each) => namesOf(each).some((own) => keyOf(own) === keyOf(name)));
  return row
    ? { known: true, row }
    : { known: false, nearest: nearestIds(rows, keyOf(name), keyOf) };
}

function inPlaceOf<Row extends CatalogRow>(replaced: Row | undefined, row: Row): Row {
  if (!replaced) return row;
  return { ...row, id: replaced.id, aliases: [...row.aliases, replaced.name, ...replaced.aliases] };
}

function namesOf({ id, name, aliases }: CatalogRow): readonly string[] {
  return [id, name, ...aliases];
}

/** The rows whose names are nearly `key`, and those whose names begin with it. */
function nearestIds(
  rows: readonly CatalogRow[],
  key: string,
  keyOf: (name: string) => string,
): readonly string[] {
  if (key === '') return [];
  const ids = new Map(rows.flatMap((row) => namesOf(row).map((name) => [keyOf(name), row.id])));
  const keys = [...ids.keys()];
  const likely = [...nearestWords(key, keys), ...keys.filter((own) => own.startsWith(key))];
  return [...new Set(likely.map((own) => ids.get(own) ?? own))].slice(0, maxNearest);
}

function folded(name: string): string {
  return name.trim().toLowerCase();
}
