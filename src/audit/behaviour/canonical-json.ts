/** JSON with the names of objects in order and no blanks; a text that is itself JSON counts as what it says. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(ordered(value)) ?? 'null';
  try {
    return JSON.stringify(ordered(JSON.parse(value)));
  } catch {
    return JSON.stringify(value.trim());
  }
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(names.map(([name, of]) => [name, ordered(of)]));
}
