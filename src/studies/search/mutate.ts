import type { Random } from '../../experiment/random.ts';
import { type ExperimentRequest, NOISE_KINDS } from '../../experiment/schema.ts';

/** A batch in order, and in words how it came from the one before. */
export interface Mutation {
  readonly requests: readonly ExperimentRequest[];
  readonly change: string;
}

export interface MutationLimits {
  /** Ids that stay as they are and in the batch. */
  readonly kept: ReadonlySet<string>;
  /** Most requests in a batch. */
  readonly mostRequests: number;
  /** Longest prompt that the model can take with the longest completion in the batch. */
  readonly longestPrompt: number;
  readonly vocabulary: number;
  /** Whether prompts may be generated as text; else token ids are drawn. */
  readonly text: boolean;
}

/** Prompts of this size make steps of very different M without making them slow. */
const MOST_ADDED_TOKENS = 48;
const LATEST_ARRIVAL = 8;

type Change = (
  batch: readonly ExperimentRequest[],
  limits: MutationLimits,
  random: Random,
) => Mutation | null;

/** One small change of a batch, drawn at random: drop, add or repeat a batchmate, or change its length, arrival or content. */
export function mutate(
  batch: readonly ExperimentRequest[],
  limits: MutationLimits,
  random: Random,
): Mutation {
  for (;;) {
    const mutation = random.pick(CHANGES)(batch, limits, random);
    if (mutation) return mutation;
  }
}

const drop: Change = (batch, limits, random) => {
  const mates = matesOf(batch, limits);
  // The probe alone is what the batch is compared with.
  if (mates.length < 2) return null;
  const { id } = random.pick(mates);
  return { requests: batch.filter((request) => request.id !== id), change: `without ${id}` };
};

const add: Change = (batch, limits, random) => {
  if (batch.length >= limits.mostRequests) return null;
  const tokens = 1 + random.below(Math.min(MOST_ADDED_TOKENS, limits.longestPrompt));
  const like = batch[0];
  const id = freshId('added', batch);
  const rest = { id, role: 'noise' as const, maxNewTokens: like.maxNewTokens, ignoreEos: true, arrival: 0 };
  const request: ExperimentRequest = limits.text
    ? { ...rest, bos: false, noise: { kind: random.pick(NOISE_KINDS), seed: random.below(1000), tokens } }
    : { ...rest, bos: false, promptIds: drawIds(tokens, limits, random) };
  return insertAt(batch, request, random.below(batch.length + 1), `${id}: ${tokens} prompt tokens`);
};

const repeat: Change = (batch, limits, random) => {
  const mates = matesOf(batch, limits);
  if (mates.length === 0 || batch.length >= limits.mostRequests) return null;
  const mate = random.pick(mates);
  const id = freshId(mate.id.slice(0, 56), batch);
  return insertAt(batch, { ...mate, id }, batch.indexOf(mate) + 1, `${mate.id} twice, as ${id}`);
};

const lengthen: Change = (batch, limits, random) => {
  const mates = matesOf(batch, limits).filter(({ noise, promptIds }) => noise || promptIds);
  if (mates.length === 0) return null;
  const mate = random.pick(mates);
  const tokens = 1 + random.below(Math.min(2 * MOST_ADDED_TOKENS, limits.longestPrompt));
  return replace(batch, withLength(mate, tokens, limits, random), `${mate.id}: ${tokens} prompt tokens`);
};

const delay: Change = (batch, limits, random) => {
  const mates = matesOf(batch, limits);
  if (mates.length === 0) return null;
  const mate = random.pick(mates);
  const arrival = random.below(LATEST_ARRIVAL + 1);
  return replace(batch, { ...mate, arrival }, `${mate.id} arrives at step ${arrival}`);
};

const reseed: Change = (batch, limits, random) => {
  const mates = matesOf(batch, limits).filter(({ noise }) => noise);
  if (mates.length === 0) return null;
  const mate = random.pick(mates);
  if (!mate.noise) return null;
  const seed = random.below(1000);
  return replace(batch, { ...mate, noise: { ...mate.noise, seed } }, `${mate.id}: seed ${seed}`);
};

/** In a dense model content alone changes nothing, so it is drawn least often. */
const CHANGES: readonly Change[] = [drop, add, add, repeat, lengthen, lengthen, delay, reseed];

/** The same request with another number of prompt tokens. Prompts written out as text keep theirs. */
export function withLength(
  request: ExperimentRequest,
  tokens: number,
  limits: MutationLimits,
  random: Random,
): ExperimentRequest {
  if (request.noise) return { ...request, noise: { ...request.noise, tokens } };
  if (!request.promptIds) return request;
  const more = drawIds(Math.max(0, tokens - request.promptIds.length), limits, random);
  return { ...request, promptIds: [...request.promptIds, ...more].slice(0, tokens) };
}

function matesOf(batch: readonly ExperimentRequest[], { kept }: MutationLimits): ExperimentRequest[] {
  return batch.filter(({ id }) => !kept.has(id));
}

function replace(batch: readonly ExperimentRequest[], request: ExperimentRequest, change: string): Mutation {
  return { requests: batch.map((each) => (each.id === request.id ? request : each)), change };
}

function insertAt(
  batch: readonly ExperimentRequest[],
  request: ExperimentRequest,
  place: number,
  change: string,
): Mutation {
  return { requests: batch.toSpliced(place, 0, request), change };
}

function drawIds(count: number, { vocabulary }: MutationLimits, random: Random): number[] {
  return Array.from({ length: count }, () => random.below(vocabulary));
}

function freshId(stem: string, batch: readonly ExperimentRequest[]): string {
  const taken = new Set(batch.map(({ id }) => id));
  for (let number = 2; ; number++) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
}
