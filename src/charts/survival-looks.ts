/** Curves that are told apart: a tone and a dash each, so that the tone only repeats the dash. */
export const SURVIVAL_LOOKS = [
  { stroke: 'var(--a, #1a5bb8)', dash: '' },
  { stroke: 'var(--b, #9c4306)', dash: '7 3' },
  { stroke: 'var(--same, #1b7048)', dash: '2 3' },
  { stroke: 'var(--fork, #b0124f)', dash: '9 3 2 3' },
  { stroke: 'var(--ink, #1a1c20)', dash: '4 2 1 2 1 2' },
  { stroke: 'var(--muted, #5a5f68)', dash: '14 4' },
] as const;
