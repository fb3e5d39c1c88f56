import type { Random } from '../../experiment/random.ts';
import type { ExperimentRequest } from '../../experiment/schema.ts';
import { type Mutation, type MutationLimits, withLength } from './mutate.ts';

type Batch = readonly ExperimentRequest[];

/**
 * Makes a batch smaller while `holds` says that it still does what it did: batchmates are dropped first, then delays and
 * prompts. Starts over after each success; ends where no smaller neighbour holds, or after `most` trials.
 */
export async function shrinkBatch(
  batch: Batch,
  limits: MutationLimits,
  random: Random,
  most: number,
  holds: (batch: Batch, change: string) => Promise<boolean>,
): Promise<Batch> {
  let smallest = batch;
  const tried = new Set<string>();
  for (let trials = 0; trials < most; ) {
    const next = smallerBatches(smallest, limits, random).find(
      ({ requests }) => !tried.has(JSON.stringify(requests)),
    );
    if (!next) break;
    tried.add(JSON.stringify(next.requests));
    trials++;
    if (await holds(next.requests, next.change)) smallest = next.requests;
  }
  return smallest;
}

/** Every batch one step smaller, the largest steps first. */
function smallerBatches(batch: Batch, limits: MutationLimits, random: Random): Mutation[] {
  const mates = batch.filter(({ id }) => !limits.kept.has(id));
  const replaced = (request: ExperimentRequest) =>
    batch.map((each) => (each.id === request.id ? request : each));
  // At least one batchmate stays: alone is what the batch is compared with.
  const halves = mates.length > 3 ? [mates.slice(0, mates.length >> 1), mates.slice(mates.length >> 1)] : [];
  const dropped = [...halves, ...(mates.length > 1 ? mates.map((mate) => [mate]) : [])].map((gone) => ({
    requests: batch.filter((request) => !gone.includes(request)),
    change: `without ${gone.map(({ id }) => id).join(', ')}`,
  }));
  const prompt = mates
    .filter(({ arrival }) => arrival !== 0)
    .map((mate) => ({ requests: replaced({ ...mate, arrival: 0 }), change: `${mate.id} arrives at once` }));
  const shorter = mates.flatMap((mate) => {
    const length = mate.noise?.tokens ?? mate.promptIds?.length ?? 1;
    const lengths = [...new Set([1, length >> 1, (3 * length) >> 2])].filter((n) => n >= 1 && n < length);
    return lengths.map((tokens) => ({
      requests: replaced(withLength(mate, tokens, limits, random)),
      change: `${mate.id}: ${tokens} of ${length} prompt tokens`,
    }));
  });
  return [...dropped, ...prompt, ...shorter];
}
