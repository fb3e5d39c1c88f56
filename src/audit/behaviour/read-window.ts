import { ImportError } from '../../imports/import-error.ts';
import { grouped } from '../../results/text.ts';
import type { Pause } from '../drift/read-table.ts';
import type { TableSource } from '../drift/table-source.ts';
import { type BehaviourUnit, unitsOf } from './answer.ts';
import { answersOf } from './read-answers.ts';
import { WindowTally } from './window-tally.ts';

/** Of one answer: repeats are looked for in all of it at once. */
const MOST_UNITS = 1_000_000;

export interface WindowFile {
  readonly source: TableSource;
  /** Of a run of this lab, the arm that is read; null: it has one. */
  readonly arm: string | null;
}

/** The unit in which windows can be compared: tokens where the first answer of each has them. Throws ImportError. */
export async function commonUnit(files: readonly WindowFile[]): Promise<BehaviourUnit> {
  for (const { source, arm } of files) {
    const first = await firstAnswer(source, arm);
    if (!first?.tokens) return 'word';
  }
  return 'token';
}

async function firstAnswer(source: TableSource, arm: string | null) {
  for await (const { answers } of answersOf(source, { arm, note: () => undefined }))
    if (answers.length > 0) return answers[0].answer;
  return null;
}

/** A file as a window: read once, from its beginning to its end. Throws ImportError where it cannot be read, and what `pause` throws. */
export async function readWindow(
  { source, arm }: WindowFile,
  { unit, pause, notes }: { readonly unit: BehaviourUnit; readonly pause: Pause; readonly notes: string[] },
): Promise<WindowTally> {
  const name = arm === null ? source.name : `${source.name}, ${arm}`;
  const tally = new WindowTally(name, unit);
  for await (const { answers, done } of answersOf(source, { arm, note: (words) => notes.push(words) })) {
    for (const { answer, at } of answers) {
      const units = unitsOf(answer, unit);
      if (!units)
        throw new ImportError(
          `${source.name}, ${at}`,
          'expected token ids, as the answers before have them; count in words where some have none',
        );
      if (units.length > MOST_UNITS)
        throw new ImportError(
          `${source.name}, ${at}`,
          `expected an answer of at most ${grouped(MOST_UNITS)} ${unit}s, found ${grouped(units.length)}`,
        );
      tally.add(answer, units, at);
    }
    await pause(done, source.size);
  }
  if (tally.answers === 0) throw new ImportError(name, 'expected at least one answer, found none');
  return tally;
}
