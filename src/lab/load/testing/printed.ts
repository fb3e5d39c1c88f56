/** Prints what a proof has found, for docs/load.md: a line of its own for each row, cells by name. */
export function printed(title: string, rows: readonly Readonly<Record<string, string | number>>[]): void {
  const names = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => names.map((name) => textOf(row[name])));
  const line = (parts: readonly string[]) => `| ${parts.join(' | ')} |`;
  const lines = [title, line(names), line(names.map(() => '---')), ...cells.map(line)];
  process.stdout.write(`\n${lines.join('\n')}\n`);
}

function textOf(value: string | number): string {
  if (typeof value === 'string' || Number.isInteger(value)) return `${value}`;
  return value.toFixed(value >= 100 ? 0 : 2);
}
