/** The rows of the Markdown table whose first column has that heading. */
export function markdownTable(markdown: string, heading: string): readonly (readonly string[])[] {
  const rows = markdown.split('\n').map(cells);
  const start = rows.findIndex(([first]) => first === heading);
  const body = rows.slice(start + 2);
  return body.slice(
    0,
    body.findIndex((row) => row.length === 0),
  );
}

function cells(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
