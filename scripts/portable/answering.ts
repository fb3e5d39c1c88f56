import { openCpuEngine } from '../../src/engines/cpu/open-cpu.ts';
import type { EngineOnDevice } from '../../src/engines/open-engine.ts';
import { WebGpuEngine } from '../../src/engines/webgpu/webgpu-engine.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import type { LoadedModel } from '../../src/model/load.ts';
import { randomModel } from '../../src/model/random-model.ts';

import { answer, type Question } from '../../src/studies/portable/perform.ts';
import { oddModel } from '../../src/studies/portable/testing/odd.ts';

const STEPS_BETWEEN = 50;

/** What an implementation says: its answer, what went wrong, or how many steps it has run. */
export type Said = { readonly answer: unknown } | { readonly error: string } | { readonly steps: number };

/** The engine of an implementation: `cpu`, or `webgpu` on the device that is opened so. */
export async function openEngine(kind: string, openGpu: () => Promise<Gpu>): Promise<EngineOnDevice> {
  if (kind === 'cpu') return { engine: openCpuEngine(), gpu: null };
  const gpu = await openGpu();
  return { engine: new WebGpuEngine(gpu), gpu };
}

/**
 * Answers questions with an engine; one model is kept, that of the last question. `read`: a model that ships with the lab. `say` hears of steps.
 * Nothing is thrown: what goes wrong is an answer too.
 */
export function answering(
  { engine, gpu }: EngineOnDevice,
  read: (name: string) => Promise<LoadedModel>,
  say: (said: Said) => void,
): (question: Question) => Promise<Said> {
  let kept: { name: string; model: LoadedModel } | null = null;
  let steps = 0;
  const openModel = async (name: string) => {
    if (kept?.name === name) return kept.model;
    if (kept) engine.unload(kept.model.checkpoint);
    kept = null;
    const model = await (name.startsWith('odd:')
      ? Promise.resolve(oddModel(name))
      : name.startsWith('random:')
        ? Promise.resolve(randomModel(name))
        : read(name));
    kept = { name, model };
    return model;
  };
  const onStep = () => {
    if (++steps % STEPS_BETWEEN === 0) say({ steps });
  };
  return async (question) => {
    try {
      return { answer: await answer(question, { engine, gpu, openModel, onStep }) };
    } catch (error) {
      return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  };
}
