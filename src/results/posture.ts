import type { ActivationDtype, Quantize } from '../numerics/dtypes.ts';
import type { PortableVerdict } from '../numerics/portable/verdict.ts';
import type { WidthsAsked } from '../steps/dynamic-widths.ts';
import type { EngineKind } from '../steps/engine.ts';
import type { CertificateCell, CertifiedWeights, ClaimedOperation, Column } from './certificate-cell.ts';

/**
 * How far an operation's invariance may be relied on in an arm:
 * `certified`: cells of the certificate cover it on this adapter; `observed`: it claims invariance, but what runs was not tested;
 * `replayed`: the CPU engine computes the plan itself, so that the claim is the plan's; `lost`: a cell failed on this adapter;
 * `none`: the set follows the batch and claims nothing; `own`: a kernel of one's own ran in the set's place, of whose order nothing is
 * known and which no certificate covers: `reasons` has what its test found here.
 */
export type Standing = 'certified' | 'observed' | 'replayed' | 'lost' | 'none' | 'own';

export interface OperationPosture {
  readonly operation: ClaimedOperation;
  /** The plan rule that ran, with its version: `invariant@1`; of the whole model, the rules of its operations. */
  readonly rule: string;
  readonly standing: Standing;
  /** Of a certified operation: what its cells cover. */
  readonly covered: readonly Column[];
  /** What stands against more: cells that failed, controls that saw nothing, what was not tested. */
  readonly reasons: readonly string[];
}

/** What was guaranteed of an arm and what was only observed (NUMERICS §8): part of every artefact. */
export interface Posture {
  /** As the experiment names it; companies drawn from it share it. */
  readonly arm: string;
  readonly activations: ActivationDtype;
  /** Formats that the products read: what the checkpoint's tensors hold where the arm says `stored`. */
  readonly weights: readonly CertifiedWeights[];
  /** What shares a scale where products read activations as q8; left out where they read them as they are. */
  readonly quantize?: Quantize;
  /** A smaller width beside them, and who chooses; left out where products have one. */
  readonly dynamic?: WidthsAsked;
  /** The three that reduce, then the whole model. */
  readonly operations: readonly OperationPosture[];
  /** Sets that the experiment names and that were lost here, so that others ran in their place. */
  readonly replaced: readonly OperationPosture[];
  /** How tokens are chosen: `greedy, ties to the lower id`, or how the noise is keyed. */
  readonly sampler: string;
  /** Of portable arithmetic, what the adapter's probe said of it before the run; null where nobody asked. Left out of all other arithmetic. */
  readonly portable?: PortableVerdict | null;
  /** By whom tokens are drafted, and what accepting them leaves of the streams; left out where nobody drafts. */
  readonly speculation?: string;
  /** Whose tokens are verified, and by what; left out where nobody's are. */
  readonly verification?: string;
  /** On what grounds: the certificate's form, what of it stands and which adapter, or why there is none. */
  readonly grounds: string;
}

/** What a run's claims rest on: cells tested on its adapter, the replay of the plans themselves, or nothing, and why. */
export type Evidence =
  | {
      readonly kind: 'certificate';
      readonly form: 'full' | 'short';
      readonly cells: readonly CertificateCell[];
    }
  | { readonly kind: 'replay' }
  | { readonly kind: 'none'; readonly why: string };

/** What a run rests on that nobody has handed evidence to. */
export function evidenceWithout(engine: EngineKind): Evidence {
  if (engine === 'cpu') return { kind: 'replay' };
  if (hasKernelSets(engine)) return { kind: 'none', why: 'no certificate was handed to this run' };
  return { kind: 'none', why: NO_SETS };
}

/** Whether an engine runs the kernel sets that an arm names; onnxruntime-web has its own kernels and no choice of them. */
export function hasKernelSets(engine: EngineKind): boolean {
  return engine === 'webgpu' || engine === 'cpu';
}

export const NO_SETS = 'onnxruntime-web has kernels of its own and ignores the sets';
