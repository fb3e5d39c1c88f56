import { timeText } from '../../../charts/load-window.ts';
import type { LoadStep } from '../../../results/load/load-record.ts';
import { counted, grouped } from '../../../results/text.ts';

/** A step in one line: `M = 40: 2 prefills of 32 rows, 8 decodes; 3 waiting; 40 of 64 blocks held`. */
export function loadStepWords({
  rows,
  prefillRows,
  decodeRows,
  slices,
  waiting,
  blocks,
  moves,
  preempted,
  lowered = 0,
  dropped = [],
}: LoadStep): string {
  const prefills = slices.filter(({ kind }) => kind === 'prefill').length;
  const pool = blocks.held + blocks.cached + blocks.free;
  return [
    `M = ${grouped(rows)}: ${[
      ...(prefills > 0 ? [`${counted(prefills, 'prefill')} of ${counted(prefillRows, 'row')}`] : []),
      ...(decodeRows > 0 ? [counted(decodeRows, 'decode')] : []),
    ].join(', ')}`,
    ...(waiting > 0 ? [`${grouped(waiting)} waiting`] : []),
    ...(preempted.length > 0 ? [`${counted(preempted.length, 'request')} preempted`] : []),
    ...(moves.length > 0 ? [counted(moves.length, 'block moved', 'blocks moved')] : []),
    ...(lowered > 0 ? [`${counted(lowered, 'layer')} in a smaller format`] : []),
    ...(dropped.length > 0 ? [droppedWords(dropped)] : []),
    `${grouped(blocks.held)} of ${grouped(pool)} blocks held`,
  ].join('; ');
}

/** `experts had no room for 7 choices of the rows of 3 requests` */
function droppedWords(dropped: NonNullable<LoadStep['dropped']>): string {
  const choices = dropped.reduce((sum, [, of]) => sum + of, 0);
  return `experts had no room for ${counted(choices, 'choice')} of the rows of ${counted(dropped.length, 'request')}`;
}

/** When a step ran and how long it took. */
export function stepTime({ at, milliseconds }: LoadStep): string {
  return `from ${timeText(at)} on, for ${timeText(milliseconds)}`;
}
