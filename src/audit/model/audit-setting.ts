import type { LoadedModel } from '../../model/load.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { Engine, EngineModel } from '../../steps/engine.ts';
import type { Task } from '../../studies/tasks/task-file.ts';
import type { AuditForm } from './model-audit.ts';
import type { VariantAsked } from './variants.ts';

/** An engine that its opener ends. */
export interface AuditEngine {
  readonly engine: Engine;
  close(): void;
}

/** What an audit works with; page and command line each bring their own. */
export interface AuditSetting {
  readonly form: AuditForm;
  readonly set: KernelSet;
  /** The first is what is served today. */
  readonly variants: readonly VariantAsked[];
  /** Reads a model from its files, anew at every call: `null` is the audited one. Throws ModelError. */
  readonly readModel: (name: string | null) => Promise<LoadedModel>;
  /** Opens an engine with nothing on it; one at a time. Throws GpuError, ModelError where a model with all these formats has no room. */
  readonly openEngine: (models: readonly OpenedFor[]) => Promise<AuditEngine>;
  /** Held-out tasks of the audited model; empty: it has none. */
  readonly tasks: readonly Task[];
  readonly pricePerHour: number | null;
  readonly host: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: AuditProgress) => void) | undefined;
}

/** A model, and the formats that an engine is to hold it in. */
export interface OpenedFor {
  readonly model: LoadedModel;
  readonly formats: readonly Pick<VariantAsked, 'weights'>[];
}

/** Where an audit stands: of its parts so many are done. */
export interface AuditProgress {
  readonly done: number;
  readonly total: number;
  /** What is being done, in words. */
  readonly doing: string;
  /** Milliseconds that all of it takes, told from the waves that starts have served; null: none has yet. */
  readonly expected: number | null;
}

/** A variant on an engine that all variants share. */
export interface OpenVariant {
  readonly asked: VariantAsked;
  readonly model: LoadedModel;
  readonly engineModel: EngineModel;
  /** What all prompts are cut from, as its tokenizer has it. */
  readonly text: readonly number[];
}
