/** A document with the tables between its markers `<!-- scale NAME -->` and `<!-- /scale -->` put anew. Throws where a table has no place, or a place no table. */
export function withTables(text: string, tables: Readonly<Record<string, readonly string[]>>): string {
  const left = new Set(Object.keys(tables));
  const changed = text.replaceAll(/<!-- scale (\w+) -->\n[\s\S]*?<!-- \/scale -->/g, (_, name: string) => {
    const table = tables[name];
    if (!table) throw new Error(`no table ${name}`);
    left.delete(name);
    return `<!-- scale ${name} -->\n${table.join('\n')}\n<!-- /scale -->`;
  });
  if (left.size > 0) throw new Error(`no place for table ${[...left].join(', ')}`);
  return changed;
}
