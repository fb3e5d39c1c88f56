import type { ModelConfig } from '../../../model/model-config.ts';
import type { Quantize } from '../../../numerics/dtypes.ts';
import type { StepLaps } from '../../../steps/step-laps.ts';
import type { StepPlans } from '../../../steps/step-plans.ts';
import type { TwoFormats } from '../../lowered-weights.ts';
import type { Observe } from '../cpu-forward.ts';
import type { CpuMixture } from '../cpu-mixture.ts';
import type { WidthChooser } from '../width-chooser.ts';
import type { Kernels } from './kernels.ts';
import type { PackedLayer, PackedWeights } from './packed-weights.ts';
import type { Piece } from './pieces.ts';
import type { StepScratch } from './step-scratch.ts';
import type { StepTables } from './step-tables.ts';
import type { WasmMemory } from './wasm-memory.ts';

/** What an arm's passes compute with. */
export interface SimdSetting extends TwoFormats<PackedWeights> {
  readonly config: ModelConfig;
  readonly kernels: Kernels;
  readonly memory: WasmMemory;
  /** Of arms whose products have two widths, the smaller one's weights in `lower`. */
  readonly widths?: WidthChooser;
  /** Of DTYPE_CODES. */
  readonly dtype: number;
  /** How activations are quantised before each product; null where they are not. */
  readonly quantize: Quantize | null;
  /** What stands in the place of each layer's MLP; null where the model has one. */
  readonly mixture: CpuMixture<LayerOfStep> | null;
}

/** One step under way. */
export interface SimdStep {
  readonly of: SimdSetting;
  readonly plans: StepPlans;
  readonly rows: number;
  readonly scratch: StepScratch;
  readonly tables: StepTables;
  /** Shows an output of all rows, in its pieces; null where nobody looks. */
  readonly see: See | null;
  /** Who looks: what a mixture gives lies in no row of the scratch. */
  readonly observe: Observe | null;
  /** Who hears what time goes to. */
  readonly laps: StepLaps | null;
}

/** A layer of the step under way. */
export interface LayerOfStep {
  readonly step: SimdStep;
  readonly layer: PackedLayer;
}

type See = (layer: number | null, name: Parameters<Observe>[2], ...pieces: readonly Piece[]) => void;
