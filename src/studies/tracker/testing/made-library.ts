import { bitsText, type LibraryFile } from '../answer-library.ts';
import { ANSWER_SETTINGS } from '../faults.ts';

const TASKS = 500;
const SEEDS = 4;

/**
 * A library in the form of the one that ships, of made-up answers: of 20 tasks 12 pass as they should be served, 8 in every other
 * setting, greedily the same ones for every seed.
 */
export function madeLibrary(): LibraryFile {
  const settings = ANSWER_SETTINGS.map(({ id }, i) => {
    const passing = i === 0 ? 12 : 8;
    const bits = (seed: number) =>
      bitsText(Array.from({ length: TASKS }, (_, task) => (task * 7 + seed) % 20 < passing));
    return {
      ...{ id, greedy: [bits(0)], otherTokens: i === 0 ? 0 : 40, otherBits: i === 0 ? 0 : 500 },
      sampled: Array.from({ length: SEEDS }, (_, seed) => bits(seed)),
    };
  });
  return {
    ...{ version: 1, models: { nano: 'sha256:0' }, taskFile: 'sha256:1', tasks: TASKS },
    ...{ engine: 'cpu', adapter: 'CPU replay', rules: ['invariant@1'], temperature: 0.7, settings },
  };
}
