import { listed } from '../results/text.ts';
import type { StudyOutcome } from '../studies/sweep/outcome.ts';
import type { Hypothesis, Selection } from '../studies/sweep/study-schema.ts';
import { measureWords } from './study-figures.ts';

/** What two selections are called beside each other: each by what it has of its own, and what they share. */
interface SidesInWords {
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

function sidesInWords({ a, b }: Pick<Hypothesis, 'a' | 'b'>): SidesInWords {
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

/** What a hypothesis is called where it stands by itself: its title, or `pass rate, precision q4 against f32 with arm variant`. */
export function hypothesisTitle(hypothesis: Pick<Hypothesis, 'title' | 'measure' | 'a' | 'b'>): string {
  return hypothesis.title ?? `${measureWords(hypothesis.measure)}, ${sidesTitle(hypothesis)}`;
}

/** The same below a heading that names the measure. */
export function titleOfMeasure(hypothesis: Pick<Hypothesis, 'title' | 'a' | 'b'>): string {
  return hypothesis.title ?? sidesTitle(hypothesis);
}

function sidesTitle(hypothesis: Pick<Hypothesis, 'a' | 'b'>): string {
  const { a, b, both } = sidesInWords(hypothesis);
  return `${a} against ${b}${both === '' ? '' : ` with ${both}`}`;
}

/** `noise share 100 % against 0 % (precision f32, arm variant)` */
export function contrastWords(hypothesis: Pick<Hypothesis, 'a' | 'b'>): string {
  const { a, b, both } = sidesInWords(hypothesis);
  return `${a} against ${b}${both === '' ? '' : ` (${both})`}`;
}

/** What went otherwise than planned, with hypotheses by their titles: an outcome names them by their ids. */
export function deviationSentences({
  deviations,
  hypotheses,
}: Pick<StudyOutcome, 'deviations' | 'hypotheses'>): string[] {
  return deviations.map((words) => {
    const about = hypotheses.find(({ hypothesis: { id } }) => words.startsWith(`${id}: `));
    if (!about) return words;
    const { id } = about.hypothesis;
    return `${hypothesisTitle(about.hypothesis)}${words.slice(id.length)}`;
  });
}
