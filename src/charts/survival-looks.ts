import { FIRST, FORK, INK, MUTED, SAME, SECOND } from './chart-look.ts';

/** Curves that are told apart: a tone and a dash each, so that the tone only repeats the dash. */
export const SURVIVAL_LOOKS = [
  { stroke: FIRST, dash: '' },
  { stroke: SECOND, dash: '7 3' },
  { stroke: SAME, dash: '2 3' },
  { stroke: FORK, dash: '9 3 2 3' },
  { stroke: INK, dash: '4 2 1 2 1 2' },
  { stroke: MUTED, dash: '14 4' },
] as const;
