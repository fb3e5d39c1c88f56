import { ExperimentError } from '../experiment/errors.ts';
import { expandArms } from '../experiment/expand-arms.ts';
import { generateNoise } from '../experiment/noise.ts';
import { arrivalOf } from '../experiment/request-schema.ts';
import type { Experiment, ExperimentArm, ExperimentRequest } from '../experiment/schema.ts';
import { ownKernelsOf } from '../experiment/shaders.ts';
import type { LoadedModel } from '../model/load.ts';
import { ModelError } from '../model/model-error.ts';
import { earlierGenerator, GENERATOR_VERSION } from '../model/random-hash.ts';
import type { TextCodec } from '../model/tokenizer.ts';
import { allOperations } from '../numerics/sets/kernel-sets.ts';
import type { ArmSpec, Decoding } from '../steps/arm-spec.ts';
import { positionsFor } from '../steps/kv-blocks.ts';
import type { NewRequest } from '../steps/request.ts';
import { DEFAULT_SERVING } from '../steps/serving.ts';
import { type Verification, verifiedBy } from '../steps/verified-by.ts';
import { armLimits, type CrowdBounds } from './arm-limits.ts';
import { checkDynamic } from './check-dynamic.ts';
import { checkExperts } from './check-experts.ts';
import { checkQuantize } from './check-quantize.ts';
import { contextProblem } from './context.ts';
import { encodeChat } from './encode-chat.ts';
import { type LayeredModel, withLentBlocks } from './lent-blocks.ts';

/** A request of an experiment with its prompt as the model takes it. */
export interface ResolvedRequest {
  readonly request: ExperimentRequest;
  readonly promptTokens: readonly number[];
}

/** An arm as the engines take it, and the requests that it runs, in order. */
export interface ResolvedArm {
  readonly arm: ExperimentArm;
  readonly members: readonly ResolvedRequest[];
  readonly spec: ArmSpec;
}

/** An experiment as a model runs it: made once, and handed on to whatever runs any of it. */
export interface ResolvedExperiment {
  readonly experiment: Experiment;
  readonly requests: readonly ResolvedRequest[];
  /** The arms as written, which run in lockstep. */
  readonly together: readonly ResolvedArm[];
  /** The arms drawn from companies, which run one after the other. */
  readonly drawn: readonly ResolvedArm[];
}

/** Throws what `checkExperts`, `checkQuantize`, `checkDynamic`, `resolveRequests` and `resolveArm` throw. */
export function resolveExperiment(experiment: Experiment, model: LoadedModel): ResolvedExperiment {
  checkExperts(experiment.arms, model);
  const requests = resolveRequests(experiment, model);
  const { together, drawn } = expandArms(experiment);
  const byId = new Map(requests.map((resolved) => [resolved.request.id, resolved]));
  const resolved = (arm: ExperimentArm) => {
    checkQuantize(arm, model.checkpoint);
    checkDynamic(arm, model.checkpoint);
    return resolveArm(
      experiment,
      arm,
      arm.requests.map((id) => byId.get(id)!),
      model.checkpoint,
    );
  };
  return { experiment, requests, together: together.map(resolved), drawn: drawn.map(resolved) };
}

/**
 * Turns prompts, ids and noise into token ids and checks them against the model; those in `known` were resolved for it before.
 * Throws ExperimentError naming the request: an empty prompt, an id outside the vocabulary, a length the model cannot reach,
 * another model's hash.
 */
export function resolveRequests(
  experiment: Experiment,
  { name, checkpoint, tokenizer }: LoadedModel,
  known: readonly ResolvedRequest[] = [],
): ResolvedRequest[] {
  const { hash } = experiment.model;
  if (hash && hash !== checkpoint.hash) {
    const earlier = earlierGenerator(name, hash);
    const why =
      earlier === null
        ? ''
        : `: that is ${name} of generator ${earlier}, and random weights are made by generator ${GENERATOR_VERSION} now, which gives others; leave the hash out to run with those`;
    throw new ExperimentError([
      `model.hash: expected ${hash}, the loaded model has ${checkpoint.hash}${why}`,
    ]);
  }
  const { vocabSize, maxPositions } = checkpoint.config;
  return experiment.requests.map((request, i) => {
    const before = known.find((resolved) => resolved.request === request);
    if (before) return before;
    const refuse = (problem: string) => new ExperimentError([`requests[${i}] (${request.id}): ${problem}`]);
    const promptTokens = request.messages
      ? orRefused(() => encodePrompt(request, tokenizer), refuse)
      : encodePrompt(request, tokenizer);
    if (promptTokens.length === 0) throw refuse('the prompt has no tokens');
    const outside = promptTokens.find((token) => token >= vocabSize);
    if (outside !== undefined) throw refuse(`token ${outside} is outside the vocabulary of ${vocabSize}`);
    const tooLong = contextProblem(promptTokens.length, request.maxNewTokens, maxPositions);
    if (tooLong !== null) throw refuse(tooLong);
    return { request, promptTokens };
  });
}

/** What a template or a vocabulary refuses of messages, as a problem of their request. */
function orRefused<Value>(read: () => Value, refuse: (problem: string) => ExperimentError): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof ModelError ? refuse(`messages: ${error.message}`) : error;
  }
}

/**
 * The token ids that a request's prompt is. Throws ModelError for a text that the vocabulary cannot hold, and for messages that the
 * model's chat template does not take.
 */
export function encodePrompt(request: ExperimentRequest, tokenizer: TextCodec): readonly number[] {
  if (request.promptIds) return request.promptIds;
  if (request.messages) return encodeChat(request, tokenizer).tokens;
  const { bos } = request;
  if (request.prompt !== undefined) return tokenizer.encode(request.prompt, { bos });
  const noise = generateNoise(request.noise, (text) => tokenizer.encode(text, { bos: false }));
  return bos ? [...tokenizer.encode('', { bos: true }), ...noise.tokens] : noise.tokens;
}

/** An arm with its bounds, for its members and for a crowd that comes beside them. Throws what `armLimits` and `withLentBlocks` throw. */
export function resolveArm(
  { decoding, shaders }: Pick<Experiment, 'decoding' | 'shaders'>,
  arm: ExperimentArm,
  members: readonly ResolvedRequest[],
  model: LayeredModel,
  crowd: CrowdBounds | null = null,
): ResolvedArm {
  const { name, kernels, parallelism, dtype: activations, weights } = arm;
  const lengths = members.map(({ request, promptTokens }) =>
    positionsFor(promptTokens.length, request.maxNewTokens),
  );
  const limits = withLentBlocks(arm, armLimits(arm, lengths, crowd), model);
  const quantised = arm.quantize && { quantize: arm.quantize };
  const own = arm.shaders && { own: ownKernelsOf({ ...(shaders && { shaders }) }, arm) };
  const spec = {
    name,
    kernels,
    ...own,
    parallelism,
    activations,
    weights,
    ...quantised,
    ...(arm.dynamic && { dynamic: arm.dynamic }),
    decoding: decodingOf(decoding, arm),
    limits,
    serving: arm.serving ?? DEFAULT_SERVING,
    ...(arm.speculation && { speculation: arm.speculation }),
    ...(arm.verify && { verify: verificationOf(arm.verify) }),
    ...(arm.experts && { experts: arm.experts }),
  };
  return { arm, members, spec };
}

/** How an arm draws: as its experiment says, and with a sampler of its own. */
export function decodingOf(
  decoding: Experiment['decoding'],
  { sampler }: Pick<ExperimentArm, 'sampler'>,
): Decoding {
  return sampler === undefined ? decoding : { ...decoding, sampler };
}

/** Who verifies is the lab's invariant set. */
export function verificationOf({ window, requests }: NonNullable<ExperimentArm['verify']>): Verification {
  return { window, requests: requests ?? null, kernels: allOperations('invariant') };
}

/** What the scheduler has to know of requests. */
export function queuedRequests(
  members: readonly ResolvedRequest[],
  eosTokens: readonly number[],
  verify?: Verification,
): NewRequest[] {
  return members.map(({ request, promptTokens }) => ({
    ...{ id: request.id, maxNewTokens: request.maxNewTokens, prompt: promptTokens },
    ...{ arrival: arrivalOf(request), tier: request.tier ?? 0 },
    stopTokens: request.ignoreEos ? [] : eosTokens,
    ...withVerifier(verify, request.id),
  }));
}

/** What a queue is told of a request that is verified; nothing of another. */
export function withVerifier(verify: Verification | undefined, id: string): Pick<NewRequest, 'verify'> {
  const by = verifiedBy(verify, id);
  return by ? { verify: by } : {};
}
