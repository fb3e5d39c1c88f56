import { ExperimentError, OwnKernelError } from '../experiment/errors.ts';
import { asksForRandom } from '../experiment/model-name.ts';
import { GpuError, GpuLimitError } from '../gpu/errors.ts';
import { ImportError } from '../imports/import-error.ts';
import { ModelError } from '../model/model-error.ts';
import { SourceError, type SourceProblem } from '../model/sources/source-error.ts';
import { IncomparableError } from '../results/incomparable-error.ts';
import { SweepError } from '../studies/sweep/sweep-error.ts';

/** An error as it crosses from the worker: errors proper would lose their class and their fields on the way. */
export interface Fault {
  readonly kind: FaultKind;
  readonly message: string;
  /** Label of the GPU object concerned. */
  readonly operation?: string;
  /** The same work would end in the same way: what it asks for does not fit, or is refused. */
  readonly repeats?: true;
  /** Why a model from elsewhere cannot be had; `not-kept`: whoever asks the visitor may download it. */
  readonly source?: SourceProblem;
}

/**
 * `own-kernel`: a text of the experiment's does not run. `no-webgpu`: no adapter, the message says what to do. `worker`: the worker
 * itself did not start or broke down. `file`: a run from a file that cannot be compared. `internal`: an error that nobody planned for.
 */
export type FaultKind =
  | 'cancelled'
  | 'experiment'
  | 'own-kernel'
  | 'file'
  | 'model'
  | 'no-webgpu'
  | 'gpu'
  | 'worker'
  | 'internal';

export function toFault(error: unknown): Fault {
  if (error instanceof GpuError) {
    const { operation } = error;
    const message = error.message.slice(`${operation}: `.length);
    const kind = operation === 'adapter' ? 'no-webgpu' : 'gpu';
    return { kind, message, operation, ...(error instanceof GpuLimitError && { repeats: true }) };
  }
  if (error instanceof SourceError) return { kind: 'model', message: error.message, source: error.why };
  // What is generated does not come by a network that may be back.
  if (error instanceof ModelError)
    return { kind: 'model', message: error.message, ...(asksForRandom(error.where) && { repeats: true }) };
  if (error instanceof ImportError || error instanceof IncomparableError || error instanceof SweepError)
    return { kind: 'file', message: error.message };
  if (error instanceof OwnKernelError) return { kind: 'own-kernel', message: error.message, repeats: true };
  if (error instanceof ExperimentError) return { kind: 'experiment', message: error.message, repeats: true };
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error) };
}
