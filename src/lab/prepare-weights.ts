import type { LoadedModel } from '../model/load.ts';
import type { WeightDtype } from '../numerics/dtypes.ts';
import type { Engine } from '../steps/engine.ts';

/** Hears of weights that are being put on a device: bytes of how many, as they are stored. */
export type OnWeights = (done: number, total: number) => void;

interface Preparation {
  readonly model: LoadedModel;
  readonly engine: Engine;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a model's weights ready in each of some dtypes, as the first arm that reads them would, but watched: it can take long, and what opens
 * arms by itself tells nothing of it. Throws the engine's errors and the signal's reason, which ends it within a tensor.
 */
export async function prepareWeights(
  { model, engine, signal }: Preparation,
  dtypes: Iterable<WeightDtype>,
  onWeights?: OnWeights,
): Promise<void> {
  const loaded = engine.load(model.checkpoint);
  for (const weights of new Set(dtypes))
    await loaded.prepare?.({ weights }, { signal, onProgress: onWeights });
}
