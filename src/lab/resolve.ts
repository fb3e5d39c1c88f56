import { ExperimentError } from '../experiment/errors.ts';
import { generateNoise } from '../experiment/noise.ts';
import type { Experiment, ExperimentArm, ExperimentRequest } from '../experiment/schema.ts';
import type { LoadedModel } from '../model/load.ts';
import type { TextCodec } from '../model/tokenizer.ts';
import type { ArmLimits, ArmSpec } from '../steps/arm-spec.ts';
import { blocksFor, positionsFor } from '../steps/kv-blocks.ts';

/** A request of an experiment with its prompt as the model takes it. */
export interface ResolvedRequest {
  readonly request: ExperimentRequest;
  readonly promptTokens: readonly number[];
}

/**
 * Turns prompts, ids and noise into token ids and checks them against the model. Throws ExperimentError naming the
 * request: an empty prompt, an id outside the vocabulary, a length the model cannot reach, another model's hash.
 */
export function resolveRequests(
  experiment: Experiment,
  { checkpoint, tokenizer }: LoadedModel,
): ResolvedRequest[] {
  const { hash } = experiment.model;
  if (hash && hash !== checkpoint.hash) {
    throw new ExperimentError([`model.hash: expected ${hash}, the loaded model has ${checkpoint.hash}`]);
  }
  const { vocabSize, maxPositions } = checkpoint.config;
  return experiment.requests.map((request, i) => {
    const promptTokens = encodePrompt(request, tokenizer);
    const refuse = (problem: string) => new ExperimentError([`requests[${i}] (${request.id}): ${problem}`]);
    if (promptTokens.length === 0) throw refuse('the prompt has no tokens');
    const outside = promptTokens.find((token) => token >= vocabSize);
    if (outside !== undefined) throw refuse(`token ${outside} is outside the vocabulary of ${vocabSize}`);
    const length = positionsFor(promptTokens.length, request.maxNewTokens);
    if (length > maxPositions) {
      throw refuse(
        `${promptTokens.length} prompt and ${request.maxNewTokens} new tokens take ${length} positions (the last is not fed), the model has ${maxPositions}`,
      );
    }
    return { request, promptTokens };
  });
}

function encodePrompt(request: ExperimentRequest, tokenizer: TextCodec): readonly number[] {
  if (request.promptIds) return request.promptIds;
  const { bos } = request;
  if (request.prompt !== undefined) return tokenizer.encode(request.prompt, { bos });
  const noise = generateNoise(request.noise, (text) => tokenizer.encode(text, { bos: false }));
  return bos ? [...tokenizer.encode('', { bos: true }), ...noise.tokens] : noise.tokens;
}

/**
 * An arm as the engines take it, its KV pool sized to what its requests can need where the experiment leaves it open.
 * Throws ExperimentError where a request could never fit the pool.
 */
export function armSpec(
  experiment: Experiment,
  arm: ExperimentArm,
  requests: readonly ResolvedRequest[],
): ArmSpec {
  return {
    name: arm.name,
    kernels: arm.kernels,
    parallelism: arm.parallelism,
    activations: arm.dtype,
    weights: arm.weights,
    decoding: experiment.decoding,
    limits: armLimits(arm, requests),
  };
}

function armLimits({ name, limits }: ExperimentArm, requests: readonly ResolvedRequest[]): ArmLimits {
  const lengths = requests.map(({ request, promptTokens }) =>
    positionsFor(promptTokens.length, request.maxNewTokens),
  );
  const longest = Math.max(...lengths);
  if (limits.blocks !== null && limits.blocks < blocksFor(longest)) {
    const problem = `expected at least ${blocksFor(longest)} (its longest request), found ${limits.blocks}`;
    throw new ExperimentError([`arm ${name}: limits.blocks: ${problem}`]);
  }
  const demand = lengths.reduce((blocks, length) => blocks + blocksFor(length), 0);
  const rows = lengths.reduce((sum, length) => sum + length, 0);
  return {
    maxSequences: Math.min(limits.maxSequences, requests.length),
    maxTokensPerStep: Math.min(limits.maxTokensPerStep, rows),
    maxContext: longest,
    blocks: Math.min(limits.blocks ?? demand, demand),
  };
}
