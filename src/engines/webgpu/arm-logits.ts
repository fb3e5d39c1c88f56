import { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import { compileOnce } from '../../gpu/kernel.ts';
import { type HostData, runOnce } from '../../gpu/run-once.ts';
import {
  type ComparedRows,
  compareLogitsCall,
  compareLogitsSource,
  contendersOf,
  FOUND_WORDS,
  readComparison,
  sumWords,
} from '../../kernels/compare_logits.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { LogitComparison, LogitsPlace } from '../../steps/logit-comparison.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import type { StepPlans } from '../../steps/step-plans.ts';
import type { ArmMemory } from './arm-buffers.ts';
import { KeptLogits } from './kept-logits.ts';

/** The logits that an arm keeps on its device: which rows they are, and what is asked of them afterwards. */
export class ArmLogits {
  readonly rows: KeptLogits;
  readonly #gpu: Gpu;
  readonly #memory: Pick<ArmMemory, 'buffers'>;
  readonly #vocabulary: number;

  constructor(gpu: Gpu, memory: Pick<ArmMemory, 'buffers'>, vocabulary: number, spec: ArmSpec) {
    this.rows = new KeptLogits(memory.buffers().keptRows, spec);
    this.#gpu = gpu;
    this.#memory = memory;
    this.#vocabulary = vocabulary;
  }

  /** Copies a row to the host: (vocabulary). Null where it is gone. */
  async fetch(place: LogitsPlace): Promise<Float32Array | null> {
    const kept = this.rows.find(place);
    if (!kept) return null;
    const { device } = this.#gpu;
    const bytes = this.#vocabulary * 4;
    const pool = new BufferPool(this.#gpu, 'kept_logits');
    try {
      const readback = pool.readback('fetched', bytes);
      const commands = device.createCommandEncoder({ label: 'fetch_logits' });
      commands.copyBufferToBuffer(this.#buffer, kept.row * bytes, readback, 0, bytes);
      device.queue.submit([commands.finish()]);
      await deviceWait(this.#gpu, readback.mapAsync(GPUMapMode.READ, 0, bytes));
      return new Float32Array(readback.getMappedRange(0, bytes).slice(0));
    } finally {
      pool.destroy();
    }
  }

  /** Compares a row with another arm's; about a kilobyte comes back. Null where one is gone, or they lie on two devices. */
  async compare(place: LogitsPlace, other: ArmLogits, there: LogitsPlace): Promise<LogitComparison | null> {
    if (other.#gpu.device !== this.#gpu.device || other.#vocabulary !== this.#vocabulary) return null;
    const kernel = await compileOnce(this.#gpu.device, compareLogitsSource(this.#gpu.tuning));
    // Looked up last: a step that is submitted meanwhile may take their place.
    const [a, b] = [this.rows.find(place), other.rows.find(there)];
    // What their steps gave is not known while they are under way.
    if (!a?.result || !b?.result) return null;
    const vocabulary = this.#vocabulary;
    const rows: ComparedRows = { vocabulary, rowA: a.row, rowB: b.row, a: a.result, b: b.result };
    const outputs = [new Uint32Array(FOUND_WORDS), new Uint32Array(sumWords(vocabulary))] as const;
    const { inputs, params, workgroups } = compareLogitsCall<HostData | GPUBuffer>(
      {
        ...{ a: this.#buffer, b: other.#buffer, tokens: Uint32Array.from(contendersOf(rows)) },
        ...{ found: outputs[0], sums: outputs[1] },
      },
      rows,
    );
    const words = await runOnce(this.#gpu, kernel, {
      inputs,
      outputs,
      workgroups,
      ...(params && { params }),
    });
    return readComparison(words[0], words[1], rows);
  }

  get #buffer(): GPUBuffer {
    return this.#memory.buffers().keptLogits;
  }
}

/** Of the rows that a step samples, what stays the same in any batch. */
export function sampledPlaces({ slices }: StepPlan, { rows, sampledRows }: StepPlans): LogitsPlace[] {
  return sampledRows.map((row) => {
    const { slice, position } = rows[row];
    return { request: slices[slice].request, position };
  });
}
