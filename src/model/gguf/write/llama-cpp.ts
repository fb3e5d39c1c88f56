import { type ModelConfig, windowOf } from '../../model-config.ts';
import { ModelError } from '../../model-error.ts';
import { ggufArchitecture } from './config-entries.ts';

/** Tensors that llama.cpp does not ask for, or asks for in vain, and then loads nothing: by architecture, what a config may not have. */
const UNLOADED: Readonly<Record<string, Readonly<Record<string, (config: ModelConfig) => unknown>>>> = {
  qwen3: { 'biases of attention': ({ qkvBias }) => qkvBias },
  smollm3: { 'biases of attention': ({ qkvBias }) => qkvBias, 'biases of the MLP': ({ mlpBias }) => mlpBias },
  olmo2: { 'a head that is tied to the embedding': ({ tiedHead }) => tiedHead },
};

/** It computes a window of no layer in files of these. */
const WITHOUT_WINDOW = ['llama', 'phi3'];

/** Throws ModelError for a model whose file llama.cpp would not load (3.22.1 of node-llama-cpp, each tried). */
export function refuseUnloaded(config: ModelConfig, where: string): void {
  const arch = ggufArchitecture(config);
  for (const [what, has] of Object.entries(UNLOADED[arch] ?? {}))
    if (has(config))
      throw new ModelError(
        where,
        `expected a model that llama.cpp loads in a GGUF file of architecture ${arch}, found one with ${what}`,
      );
}

/** Where llama.cpp computes otherwise than the file says. */
export function windowNotes(config: ModelConfig): string[] {
  const [arch, window] = [ggufArchitecture(config), windowOf(config)];
  if (window === null || window >= config.maxPositions || !WITHOUT_WINDOW.includes(arch)) return [];
  return [
    `the file says a window of ${window} positions, which llama.cpp leaves out in architecture ${arch}: past them it computes another model`,
  ];
}
