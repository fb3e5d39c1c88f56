import type { Posture } from './posture.ts';
import { lostLine, lostWords, postureLines } from './posture-words.ts';
import { paragraph } from './text.ts';

/** Lost guarantees as report lines: the first thing that a report says. */
export function lostLines(lost: readonly string[]): string[] {
  return lost.flatMap((words) => paragraph(lostLine(words)));
}

/** What is guaranteed and what was only observed, as report lines. */
export function guaranteeLines(postures: readonly Posture[]): string[] {
  return ['guarantees', ...postureLines(postures).flatMap((line) => paragraph(line, '  '))];
}

/** The same of arms that have no record: what a report begins and ends with. */
export function postureSections(postures: readonly Posture[]): {
  readonly first: string[];
  readonly last: string[];
} {
  const lost = lostLines(lostWords(postures));
  return { first: lost.length > 0 ? [...lost, ''] : [], last: ['', ...guaranteeLines(postures)] };
}
