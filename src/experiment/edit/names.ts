const LONGEST = 64;

/** `stem` with the first number from `from` on that gives a name not yet taken, cut to what the schema allows. */
export function numbered(stem: string, taken: Iterable<string>, from = 1): string {
  const known = new Set(taken);
  for (let number = from; ; number++) {
    const ending = `-${number}`;
    const name = stem.slice(0, LONGEST - ending.length) + ending;
    if (!known.has(name)) return name;
  }
}

/** A name for a copy: `spam-1` gives `spam-2`, `needle` gives `needle-2`, or the next number that is free. */
export function copyName(name: string, taken: Iterable<string>): string {
  const [, stem, number] = /^(.*)-(\d{1,6})$/.exec(name) ?? [null, name, '1'];
  return numbered(stem || name, taken, Number(number) + 1);
}
