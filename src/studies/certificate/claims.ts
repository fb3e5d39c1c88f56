import type { Experiment, ExperimentArm } from '../../experiment/schema.ts';
import { WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import { weightsInUse } from '../../kernels/weights-in-use.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { BLOCK } from '../../model/quantise.ts';
import {
  ACTIVATION_DTYPES,
  type ActivationDtype,
  PACKED_DTYPES,
  type Quantize,
  type WeightDtype,
} from '../../numerics/dtypes.ts';
import { OPERATIONS, type Operation } from '../../numerics/operations.ts';
import { allOperations, type KernelSets, standIns } from '../../numerics/sets/kernel-sets.ts';
import { type KernelSet, OWN_SETS, rulesOf } from '../../numerics/sets/sets.ts';
import { type CertifiedWeights, setsName } from '../../results/certificate-cell.ts';
import { quantizeText } from '../../results/quantize-text.ts';

/** What is claimed to be invariant, and so has to be tested: kernels on activations and weights. */
export interface Claim {
  readonly kernels: KernelSets;
  readonly activations: ActivationDtype;
  /** As an arm asks for them. */
  readonly weights: WeightDtype;
  /** What shares a scale where products read activations as q8: where all rows do, nothing is claimed of products. */
  readonly quantize?: Quantize | undefined;
  /** What they are held in: one or several where they are as stored. */
  readonly formats: readonly CertifiedWeights[];
}

/** The formats in which a checkpoint's products read their weights: one or several. */
function formatsOf(checkpoint: Checkpoint, weights: WeightDtype): CertifiedWeights[] {
  const held = weightsInUse(checkpoint, weights);
  return PACKED_DTYPES.filter((format) => held.includes(format));
}

/**
 * Everything that a full certificate tests: every set that claims invariance in every dtype of activations and weights, and of weights in blocks with q8
 * activations by a scale for each row, which no mixture reads; and what portable arithmetic claims beside, on the weights as they are stored.
 */
export function fullClaims(checkpoint: Checkpoint): Claim[] {
  const stored = formatsOf(checkpoint, 'stored');
  const invariant = OWN_SETS.filter((set) => rulesOf(set).batchInvariant);
  const claims = (formats: readonly CertifiedWeights[], quantize?: Quantize) =>
    invariant.flatMap((set) =>
      ACTIVATION_DTYPES.flatMap((activations) =>
        formats.map((format): Claim => {
          // As stored where that is the same: the engine holds these weights already.
          const weights: WeightDtype = stored.length === 1 && stored[0] === format ? 'stored' : format;
          const claim = { kernels: allOperations(set), activations, weights, formats: [format] };
          return { ...claim, ...(quantize && { quantize }) };
        }),
      ),
    );
  const portable = ACTIVATION_DTYPES.map(
    (activations): Claim => ({
      ...{ kernels: allOperations('portable'), activations, weights: 'stored', formats: stored },
    }),
  );
  return [
    ...claims(PACKED_DTYPES),
    ...portable,
    ...(checkpoint.config.experts ? [] : claims(BLOCK_FORMATS, 'per-row')),
  ];
}

/** Formats whose products may read q8 activations. */
const BLOCK_FORMATS = PACKED_DTYPES.filter((format) => WEIGHT_FORMATS[format].block.terms === BLOCK);

/** What an experiment's arms claim, each once; arms whose every operation follows the batch claim nothing. */
export function claimsOf({ arms }: Pick<Experiment, 'arms'>, checkpoint: Checkpoint): Claim[] {
  const claiming = arms.filter(({ kernels, shaders }) =>
    OPERATIONS.some((operation) => !shaders?.[operation] && rulesOf(kernels[operation]).batchInvariant),
  );
  const claims = claiming.flatMap(inEachWidth).map(({ kernels, dtype, weights, quantize }): Claim => {
    const { matmul, rmsnorm, attention } = kernels;
    const formats = formatsOf(checkpoint, weights);
    return {
      kernels: { matmul, rmsnorm, attention },
      activations: dtype,
      weights,
      ...(quantize && { quantize }),
      formats,
    };
  });
  return distinctClaims(claims);
}

/** An arm once for each width that its products read. */
function inEachWidth(arm: ExperimentArm): ExperimentArm[] {
  return arm.dynamic ? [arm, { ...arm, weights: arm.dynamic.low }] : [arm];
}

/** Each claim once. */
export function distinctClaims(claims: readonly Claim[]): Claim[] {
  return [...new Map(claims.map((claim) => [claimText(claim), claim])).values()];
}

/** A claim in words; equal claims have equal texts. */
export function claimText({ kernels, activations, formats, quantize }: Claim): string {
  return `${setsName(kernels)}, ${activations} activations, ${formats.join(' and ')} weights${quantizeText({ quantize })}`;
}

/** The same claim of what stands in for its sets. */
export function standInClaim(claim: Claim): Claim {
  return { ...claim, kernels: standIns(claim.kernels) };
}

/** What is tested by itself. */
export type SingleOperation = Operation | 'experts';

/** Whether a format of weights is part of what an operation's bits follow from. */
export function readsWeights(operation: SingleOperation): boolean {
  return operation === 'matmul' || operation === 'experts';
}

/** An operation under one set, in what it reads. */
export interface OperationGroup {
  readonly operation: SingleOperation;
  readonly set: KernelSet;
  readonly activations: ActivationDtype;
  readonly weights: readonly CertifiedWeights[];
  readonly quantize?: Quantize | undefined;
}

/**
 * The operations of all claims: a product, and a mixture's router and experts where the model has them, for each format of weights; norms and
 * attention once for all formats.
 */
export function operationGroups(
  claims: readonly Claim[],
  { experts }: Pick<ModelConfig, 'experts'>,
): OperationGroup[] {
  const groups = new Map<string, OperationGroup>();
  const operations: readonly SingleOperation[] = experts ? [...OPERATIONS, 'experts'] : OPERATIONS;
  for (const operation of operations) {
    for (const { kernels, activations, formats, ...claim } of claims) {
      // Their sums are planned by the set of products.
      const set = kernels[operation === 'experts' ? 'matmul' : operation];
      const quantize = operation === 'matmul' ? claim.quantize : undefined;
      if (quantize === 'per-tensor') continue;
      if (!rulesOf(set).batchInvariant) continue;
      for (const format of formats) {
        const key = [operation, set, activations, readsWeights(operation) ? format : '', quantize].join(
          ' / ',
        );
        const { weights } = groups.get(key) ?? { weights: [] };
        const of = { operation, set, activations, ...(quantize && { quantize }) };
        groups.set(key, { ...of, weights: [...new Set([...weights, format])] });
      }
    }
  }
  return [...groups.values()];
}
