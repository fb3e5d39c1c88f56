import { isRounded } from '../../model/operations.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import type { TracedOutput } from '../../steps/trace.ts';
import type { Observe } from './cpu-forward.ts';

/** Keeps the outputs of one row of a step. A replay writes no partial sums: they are found again from its plans. */
export class RowObserver {
  readonly outputs: TracedOutput[] = [];
  readonly observe: Observe;

  constructor(traced: number, activations: ActivationDtype) {
    this.observe = (row, layer, name, ...pieces) => {
      if (row !== traced) return;
      this.outputs.push({
        layer,
        name,
        dtype: isRounded(name) ? activations : 'f32',
        values: Float32Array.from(pieces.flatMap((piece) => [...piece])),
        partials: null,
      });
    };
  }
}
