import { listed } from '../results/text.ts';
import type { Hypothesis, Selection } from '../studies/sweep/study-schema.ts';

/** What two selections are called beside each other: each by what it has of its own, and what they share. */
export interface SidesInWords {
  readonly a: string;
  readonly b: string;
  /** `precision q4, arm variant`; empty where they share nothing. */
  readonly both: string;
}

/** One condition of a selection: `noise share`, `100 %`. */
interface SelectionPart {
  readonly what: string;
  readonly value: string;
}

function selectionParts({ axes, arm, unitKind }: Selection): SelectionPart[] {
  return [
    ...Object.entries(axes).map(([axis, value]) => ({ what: axisWords(axis), value })),
    ...(arm === undefined ? [] : [{ what: 'arm', value: arm }]),
    ...(unitKind === undefined ? [] : [{ what: 'units of kind', value: unitKind }]),
  ];
}

/** A stable name as a person writes it: `noise-share` is `noise share`. */
export function axisWords(name: string): string {
  return name.replaceAll(/[-_]/g, ' ');
}

export function sidesInWords({ a, b }: Pick<Hypothesis, 'a' | 'b'>): SidesInWords {
  const [ofA, ofB] = [a, b].map(selectionParts);
  const both = ofA.filter((part) => hasPart(ofB, part));
  const own = (parts: readonly SelectionPart[]) => parts.filter((part) => !hasPart(both, part));
  const [ownA, ownB] = [own(ofA), own(ofB)];
  // Of one thing alone, its name is said once.
  const once = ownA.length === 1 && ownB.length === 1 && ownA[0].what === ownB[0].what;
  return {
    a: partsInWords(ownA),
    b: once ? ownB[0].value : partsInWords(ownB),
    both: both.map(partInWords).join(', '),
  };
}

function hasPart(parts: readonly SelectionPart[], { what, value }: SelectionPart): boolean {
  return parts.some((part) => part.what === what && part.value === value);
}

function partsInWords(parts: readonly SelectionPart[]): string {
  return parts.length === 0 ? 'all' : listed(parts.map(partInWords));
}

function partInWords({ what, value }: SelectionPart): string {
  return `${what} ${value}`;
}

/** `noise share 100 % against 0 % (precision f32, arm variant)` */
export function contrastWords(hypothesis: Pick<Hypothesis, 'a' | 'b'>): string {
  const { a, b, both } = sidesInWords(hypothesis);
  return `${a} against ${b}${both === '' ? '' : ` (${both})`}`;
}
