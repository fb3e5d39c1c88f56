import { type Experiment, type ExperimentArm, parseExperiment } from '../../experiment/schema.ts';
import { KERNEL_SETS, type KernelSet, OWN_SETS } from '../../numerics/sets/sets.ts';
import { readExperiment } from '../input.ts';
import { withOptions } from '../load-options.ts';
import { listOf, oneOf, UsageError, wholeNumber } from '../usage.ts';

export const ARM_OPTIONS = {
  like: { type: 'string' },
  arm: { type: 'string' },
  set: { type: 'string' },
  sets: { type: 'string' },
  dtype: { type: 'string' },
  weights: { type: 'string' },
  quantize: { type: 'string' },
  policy: { type: 'string' },
  'precision-policy': { type: 'string' },
  sampler: { type: 'string' },
  effort: { type: 'string' },
  dynamic: { type: 'string' },
  capacity: { type: 'string' },
  draft: { type: 'string' },
  speculate: { type: 'string' },
  verify: { type: 'string' },
  'max-sequences': { type: 'string' },
  'step-tokens': { type: 'string' },
  blocks: { type: 'string' },
} as const;

type Asked = { readonly [Name in keyof typeof ARM_OPTIONS]?: string | undefined };

/** The experiment whose one arm is served: what a request is like, each says itself. Throws UsageError and ExperimentError. */
export async function servedExperiment(asked: Asked, model: string): Promise<Experiment> {
  if (asked.arm !== undefined && asked.like === undefined)
    throw new UsageError('--arm: names an arm of an experiment; expected --like beside it');
  const like = asked.like === undefined ? null : await readExperiment(asked.like);
  const base = like ? armOf(like, asked.arm) : { kernels: 'invariant' };
  const { requests: _, companies: __, ...arm } = base as Partial<ExperimentArm>;
  const limits = (arm.limits ?? {}) as Partial<ExperimentArm['limits']>;
  const { set, dtype, weights, quantize } = asked;
  const count = (name: 'max-sequences' | 'step-tokens' | 'blocks') =>
    asked[name] === undefined ? undefined : wholeNumber(name, asked[name], 1);
  const bounds = {
    maxSequences: count('max-sequences'),
    maxTokensPerStep: count('step-tokens'),
    blocks: count('blocks'),
  };
  const experiment = parseExperiment({
    ...{ version: 3, title: 'lab serve', model: { name: model }, decoding: { temperature: 1, seed: 0 } },
    ...(like?.shaders && { shaders: like.shaders }),
    requests: [{ id: 'request', role: 'probe', promptIds: [0], maxNewTokens: 1 }],
    arms: [
      {
        ...arm,
        ...{ name: 'server', requests: ['request'] },
        ...(set !== undefined && { kernels: oneOf('set', set, KERNEL_SETS) }),
        ...(dtype !== undefined && { dtype }),
        ...(weights !== undefined && { weights }),
        ...(quantize !== undefined && { quantize }),
        limits: {
          ...limits,
          ...Object.fromEntries(Object.entries(bounds).filter(([, value]) => value !== undefined)),
        },
      },
    ],
  });
  const { policy, ...others } = asked;
  return await withOptions(experiment, { ...others, ...(policy !== undefined && { policy: [policy] }) });
}

function armOf({ arms }: Experiment, name: string | undefined): ExperimentArm {
  if (name === undefined) return arms[0];
  const found = arms.find((arm) => arm.name === name);
  if (!found)
    throw new UsageError(`--arm: expected one of ${arms.map((arm) => arm.name).join(', ')}, found "${name}"`);
  return found;
}

/** Sets that requests may name. Throws UsageError. */
export function otherSets(asked: Asked, hasSets: boolean): readonly KernelSet[] {
  if (!hasSets || asked.sets === 'none') return [];
  if (asked.sets === undefined) return OWN_SETS;
  return listOf(asked.sets, (word) => oneOf('sets', word, KERNEL_SETS));
}
