import type { Census } from './census-types.ts';

/** A fact in which two censuses differ. */
export interface CensusDifference {
  /** `functions: exp`. */
  readonly fact: string;
  readonly a: string;
  readonly b: string;
}

/** What of the arithmetic is told otherwise by two censuses: bits, ways and words, not times nor who was asked. */
export function compareCensuses(a: Census, b: Census): CensusDifference[] {
  return differing(factsOf(a), factsOf(b));
}

/** One word for each arithmetic fact, by its name. */
export function factsOf(census: Census): ReadonlyMap<string, string> {
  const { portable, roundings, functions, expressions, subnormals, halves, habits } = census;
  const accuracy = (of: Census['functions'][number]) =>
    `${of.nearest} of ${of.cases} nearest, ${of.largestUlp ?? 'no number,'} ulp at most, bits ${of.digest}`;
  return new Map([
    ['portable', portable.holds ? 'holds' : `fails at ${portable.step}`],
    ...roundings.map((of) => [`roundings: ${of.id}`, accuracy(of)] as const),
    ...functions.map((of) => [`functions: ${of.id}`, accuracy(of)] as const),
    ...expressions.map((of) => [`expressions: ${of.id}`, `${of.found}, bits ${of.digest}`] as const),
    ...subnormals.map((of) => [`subnormals: ${of.id}`, of.found] as const),
    ...halves.map((of) => [`halves: ${of.id}`, `${of.found}, ${of.right} of ${of.cases}`] as const),
    ...habits.map((of) => [`habits: ${of.id}`, of.found] as const),
  ]);
}

function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): CensusDifference[] {
  return [...new Set([...a.keys(), ...b.keys()])]
    .map((fact) => ({ fact, a: a.get(fact) ?? 'not asked', b: b.get(fact) ?? 'not asked' }))
    .filter((each) => each.a !== each.b);
}
