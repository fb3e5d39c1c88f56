import { type Experiment, parseExperiment } from '../src/experiment/schema.ts';
import type { ArmRun } from '../src/lab/arm-run.ts';
import { openArm } from '../src/lab/open-arm.ts';
import { resolveExperiment } from '../src/lab/resolve.ts';
import type { LoadedModel } from '../src/model/load.ts';
import type { ActivationDtype } from '../src/numerics/dtypes.ts';
import { diffStreams } from '../src/results/diff.ts';
import type { DiffRecord } from '../src/results/record.ts';
import { ONLY_TRACES } from '../src/results/retention.ts';
import type { Engine } from '../src/steps/engine.ts';
import type { Candidate } from './needle-candidates.ts';

/** Id of the request that is watched. */
export const PROBE = 'probe';

export interface SearchOptions {
  readonly engine: Engine;
  readonly model: LoadedModel;
  /** Batchmates as an experiment's requests have them, without their lengths. */
  readonly mates: readonly { readonly id: string; readonly noise: { readonly tokens: number } }[];
  /** Most tokens that a candidate may generate. */
  readonly tokens: number;
}

/** What one candidate did under one dtype. */
export type Finding = Candidate &
  Pick<DiffRecord, 'fork' | 'forkTokens' | 'flip' | 'margin' | 'firstDifference' | 'comparedPositions'> & {
    readonly dtype: ActivationDtype;
  };

/**
 * Runs a candidate alone and in company under the variant set, token by token, until the two go apart or end: at
 * end-of-text, after `tokens`, or where the model has no more positions. Throws where a logit is no number.
 */
export async function search(
  options: SearchOptions,
  candidate: Candidate,
  dtype: ActivationDtype,
): Promise<Finding> {
  const { engine, model } = options;
  const experiment = searchExperiment(options, candidate, dtype);
  const arms: ArmRun[] = [];
  try {
    for (const arm of resolveExperiment(experiment, model).together) {
      arms.push(await openArm({ model, engine }, arm, { retention: ONLY_TRACES }));
    }
    for (let length = 1; await grow(arms, length); length++);
    const [a, b] = arms.map((arm) => streamOf(arm, model));
    const diff = await diffStreams({
      ...{ probe: PROBE, a, b, textOf: model.tokenizer.tokenText },
      vocabulary: model.checkpoint.config.vocabSize,
    });
    const { fork, forkTokens, flip, margin, firstDifference, comparedPositions } = diff;
    return { ...candidate, dtype, fork, forkTokens, flip, margin, firstDifference, comparedPositions };
  } finally {
    for (const arm of arms) arm.close();
  }
}

/** Steps each arm until its probe has `length` tokens; false where one has ended or the last tokens differ. */
async function grow(arms: readonly ArmRun[], length: number): Promise<boolean> {
  const last: (number | undefined)[] = [];
  for (const arm of arms) {
    let token: number | undefined;
    while (arm.probeProgress < length) {
      const { tokens } = await arm.step();
      token = tokens.find(({ request }) => request === PROBE)?.token ?? token;
    }
    last.push(token);
  }
  const ended = arms.some((arm) => arm.probeProgress === Number.POSITIVE_INFINITY);
  return !ended && new Set(last).size === 1;
}

function streamOf(arm: ArmRun, model: LoadedModel) {
  const { name, requests } = arm.toRecord(model.tokenizer);
  const { tokens, finish } = requests[0];
  if (finish.reason === 'error') throw new Error(`${name}: ${finish.message}`);
  return { arm: name, tokens, trace: arm.probeTraces()[0][1] };
}

function searchExperiment(
  { model, mates, tokens }: SearchOptions,
  { prompt }: Candidate,
  dtype: ActivationDtype,
): Experiment {
  const { maxPositions } = model.checkpoint.config;
  const budget = (promptLength: number) => Math.min(tokens, maxPositions - promptLength);
  const promptIds = model.tokenizer.encode(prompt);
  const probe = { id: PROBE, role: 'probe', promptIds, maxNewTokens: budget(promptIds.length) };
  const company = mates.map((mate) => ({
    ...mate,
    role: 'noise',
    // They outlive the probe, or the batch would change its shape.
    maxNewTokens: budget(mate.noise.tokens + 1),
    ignoreEos: true,
  }));
  const arm = (name: string, members: readonly { readonly id: string }[]) => {
    return { name, requests: members.map(({ id }) => id), kernels: 'variant', dtype };
  };
  return parseExperiment({
    version: 1,
    title: 'search',
    requests: [probe, ...company],
    arms: [arm('alone', [probe]), arm('company', [probe, ...company])],
  });
}
