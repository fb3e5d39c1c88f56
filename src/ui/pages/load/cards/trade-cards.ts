import { grouped } from '../../../../results/text.ts';
import type { MechanismCard } from './card.ts';

/** Mechanisms that trade what an answer is worth for how many are served. */
export const TRADE_CARDS: readonly MechanismCard[] = [
  {
    id: 'effort',
    name: 'Effort under load',
    what: 'How long an answer may be is set as its request begins: whole while few others wait, fewer tokens the more there are, down to a least. What is cut off is the end of the working, where the answer stands.',
    when: 'Services that think before they answer may set that budget by the hour or the plan; few say so.',
    changes: [
      { what: 'pass rate', how: 'of tasks whose working is longer than what is left of it' },
      { what: 'time', how: 'of everyone: places are free sooner' },
      {
        what: 'nothing',
        how: 'of bits: the tokens that are left are those of the whole answer under invariant kernels',
      },
    ],
    proof: ['src/steps/effort.test.ts', 'src/lab/load/effort.test.ts'],
    fromLife: [],
    ours: ({ shortened = 0, shortenedBy = 0 }) =>
      shortened === 0
        ? null
        : `Here ${grouped(shortened)} answers were left ${grouped(shortenedBy)} tokens fewer than they asked for.`,
  },
];
