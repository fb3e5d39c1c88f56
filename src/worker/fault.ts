import { ExperimentError, OwnKernelError } from '../experiment/errors.ts';
import { GpuError } from '../gpu/errors.ts';
import { ModelError } from '../model/model-error.ts';

/** An error as it crosses from the worker: errors proper would lose their class and their fields on the way. */
export interface Fault {
  readonly kind: FaultKind;
  readonly message: string;
  /** Label of the GPU object concerned. */
  readonly operation?: string;
}

/**
 * `own-kernel`: a text of the experiment's does not run. `no-webgpu`: no adapter, the message says what to do. `worker`: the worker itself did not start or broke down.
 * `internal`: an error that nobody planned for.
 */
export type FaultKind =
  | 'cancelled'
  | 'experiment'
  | 'own-kernel'
  | 'model'
  | 'no-webgpu'
  | 'gpu'
  | 'worker'
  | 'internal';

export function toFault(error: unknown): Fault {
  if (error instanceof GpuError) {
    const { operation } = error;
    const message = error.message.slice(`${operation}: `.length);
    return { kind: operation === 'adapter' ? 'no-webgpu' : 'gpu', message, operation };
  }
  if (error instanceof ModelError) return { kind: 'model', message: error.message };
  if (error instanceof OwnKernelError) return { kind: 'own-kernel', message: error.message };
  if (error instanceof ExperimentError) return { kind: 'experiment', message: error.message };
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error) };
}
