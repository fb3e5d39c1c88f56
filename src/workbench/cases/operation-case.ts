import type { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import type { Kernel, KernelSource } from '../../gpu/kernel.ts';
import type { AttentionForm } from '../../kernels/attention-form.ts';
import type { BoundDispatch, CaseCall, CopyOut } from './dispatch.ts';
import type { Company } from './rows.ts';

/** Compiles a kernel for calls like this one: an edited text has to bind what they bind. */
export type CompileFor = (source: KernelSource, call: CaseCall) => Promise<Kernel>;

export interface CaseTools {
  readonly gpu: Gpu;
  readonly pool: BufferPool;
  readonly compile: CompileFor;
  /** The form of attention; the engine's own where left out. */
  readonly attention?: AttentionForm;
}

/** A step of some company, ready to run: what to dispatch, and where the watched row's output lies afterwards. */
export interface PreparedStep {
  readonly dispatches: readonly BoundDispatch[];
  readonly copies: readonly CopyOut[];
  /** All that the dispatches write, so that what a kernel leaves out is told from what an earlier step left behind. */
  readonly written: readonly CopyOut[];
  /** The watched row's output from what was copied: as whoever reads it next sees it. */
  readonly read: (copied: readonly Uint32Array<ArrayBuffer>[]) => Float32Array<ArrayBuffer>;
}

/** One operation on the device, with room for MOST_ROWS rows. */
export interface OperationCase {
  /** Writes the company's rows into the inputs; rows past them stay as they are. */
  write(company: Company): void;
  /** `alike`: every row sees as many keys as the watched one; else as many as the seed says. */
  prepare(company: Company, alike: boolean): Promise<PreparedStep>;
}
