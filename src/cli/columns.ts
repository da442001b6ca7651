/**
 * Lines of a table in columns, for a terminal. The first row is the heading.
 *
 * @param left columns that are set to the left; all others are figures.
 */
export function columns(
  rows: readonly (readonly string[])[],
  left: ReadonlySet<number>,
): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return left.has(column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
