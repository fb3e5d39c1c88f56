import { createRandom } from '../src/experiment/random.ts';
import type { Mutant } from './mutant.ts';

/** Of these a sample has at most one in so many: on a software adapter their tests take longer than all the others. */
const GPU_SHARE = 4;

/** `count` of the faults, drawn by the seed; the same seed draws the same, and in time every fault is drawn. */
export function sampleMutants(mutants: readonly Mutant[], count: number, seed: number): readonly Mutant[] {
  const random = createRandom(seed);
  const shuffled = mutants.map((mutant) => ({ mutant, at: random.next() })).toSorted((a, b) => a.at - b.at);
  const of = (project: Mutant['project']) =>
    shuffled.map(({ mutant }) => mutant).filter((mutant) => mutant.project === project);
  const gpu = of('gpu').slice(0, Math.floor(count / GPU_SHARE));
  return [...of('unit').slice(0, count - gpu.length), ...gpu];
}
