import type { Checkpoint } from '../../model/checkpoint.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { StepWidths } from '../../steps/dynamic-widths.ts';
import type { RoutedStep } from '../../steps/expert-capacity.ts';
import type { StepLaps } from '../../steps/step-laps.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import type { StepPlans } from '../../steps/step-plans.ts';
import type { BlockMemory } from '../block-memory.ts';
import type { Observe } from './cpu-forward.ts';
import type { LogitFigures } from './cpu-sample.ts';

export interface LogitRow {
  /** (vocabulary) logits of a sampled row; a view, read before the arm's next step. */
  readonly logits: () => Float32Array;
  readonly figures: LogitFigures | null;
}

/** An arm's forward pass with its cache. */
export interface Forward {
  /** The sampled rows' logits; `observe` is given every output of every row, `laps` hears each operation once it is done. May await `breathe` on its way. */
  run(
    plan: StepPlan,
    plans: StepPlans,
    breathe: () => Promise<void>,
    observe?: Observe,
    laps?: StepLaps,
  ): Promise<LogitRow[]>;
  /** What the routers of the last step chose; null where the model has none. Left out by passes that serve no such model. */
  readonly routed?: () => RoutedStep | null;
  /** Which widths the products of the last step had; left out where they have one. */
  readonly widths?: (() => StepWidths) | undefined;
  /** Bytes of its model's weights, and all that it holds beside them. Left out by passes that do not tell. */
  held?(): { readonly weights: number; readonly own: number };
  /** Its keys and values. */
  readonly blocks: BlockMemory;
  spoilCaches(): void;
  destroy(): void;
}

/** One checkpoint's forward passes, which share its weights. */
export interface Forwards {
  /** Throws ModelError where a weight does not fit the arm's dtype. */
  open(spec: ArmSpec): Forward;
  destroy(): void;
}

export type CreateForwards = (checkpoint: Checkpoint, rule: MultiplyAddRule) => Forwards;
