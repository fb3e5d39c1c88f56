/** How a GGUF file of an architecture differs from what config.json and its tensors would be. */
export interface GgufArchitecture {
  /** Its `model_type`. */
  readonly modelType: string;
  /** Whether rows of queries and keys are stored for RoPE over neighbouring pairs (llama.cpp's `LLAMA_ROPE_TYPE_NORM`). */
  readonly paired: boolean;
  /** Whether its layers have experts. */
  readonly mixture?: true;
}

/** By `general.architecture`. */
export const GGUF_ARCHITECTURES: Readonly<Record<string, GgufArchitecture>> = {
  llama: { modelType: 'llama', paired: true },
  qwen2: { modelType: 'qwen2', paired: false },
  qwen3: { modelType: 'qwen3', paired: false },
  smollm3: { modelType: 'smollm3', paired: true },
  phi3: { modelType: 'phi3', paired: false },
  olmoe: { modelType: 'olmoe', paired: false, mixture: true },
  qwen3moe: { modelType: 'qwen3_moe', paired: false, mixture: true },
  olmo2: { modelType: 'olmo2', paired: false },
  granite: { modelType: 'granite', paired: true },
  gemma3: { modelType: 'gemma3_text', paired: false },
};
