import type { Checkpoint } from '../../model/checkpoint.ts';
import { readGguf } from '../../model/gguf/read-gguf.ts';
import { SMALL_MODELS, smallModel } from '../../model/gguf/testing/small-models.ts';
import type { GgufWeights } from '../../model/gguf/write/tensor-data.ts';
import { writeGguf } from '../../model/gguf/write/write-gguf.ts';
import { onlyFile } from '../../model/gguf-file.ts';
import { randomTokenizerJson } from '../../model/random-tokenizer.ts';
import { memoryFiles } from '../../model/testing/memory-files.ts';
import { nanoCheckpoint, referenceCases } from '../../model/testing/nano.ts';

/** A file that this lab writes, and prompts for it. */
export interface GgufCase {
  readonly name: string;
  readonly file: Uint8Array;
  readonly prompts: readonly (readonly number[])[];
  /** How far llama.cpp's logits may be from f64 of the same weights: what its own roundings make of them. */
  readonly tolerance: number;
}

/** Greedy tokens that are asked for. */
export const TOKENS = 32;

/** nano, and the roundings of llama.cpp: f16 of activations beside f16 weights, Q8_0 of them beside blocks. */
const NANO: readonly [weights: Exclude<GgufWeights, null>, tolerance: number][] = [
  ['f32', 1e-4],
  ['f16', 0.02],
  ['q8', 0.6],
  ['q4', 3],
];

export const CASE_NAMES: readonly string[] = [
  ...NANO.map(([weights]) => `nano, ${weights}`),
  ...Object.keys(SMALL_MODELS),
];

export async function ggufCase(name: string): Promise<GgufCase> {
  const nano = NANO.find(([weights]) => name === `nano, ${weights}`);
  if (nano) {
    const [weights, tolerance] = nano;
    const prompts = (await referenceCases()).slice(0, 2).map(({ promptTokens }) => promptTokens);
    return { name, file: fileOf(await nanoCheckpoint(), weights), prompts, tolerance };
  }
  const checkpoint = smallModel(name);
  const prompt = Array.from({ length: 40 }, (_, i) => (i * 37 + 11) % checkpoint.config.vocabSize);
  // Its GELU is a table of f16.
  const tolerance = name === 'gemma3' ? 0.01 : 1e-4;
  return { name, file: fileOf(checkpoint, 'f32'), prompts: [prompt], tolerance };
}

/** What this lab reads back. */
export async function readCase({ name, file }: GgufCase): Promise<Checkpoint> {
  const files = onlyFile(memoryFiles({ 'model.gguf': file }), 'model.gguf');
  return (await readGguf(files, name, 'model.gguf', { needsText: true })).checkpoint;
}

/** Named so that llama.cpp, which knows some models by their names, takes it for none of them; its tokens are no matter. */
function fileOf(checkpoint: Checkpoint, weights: GgufWeights): Uint8Array {
  const { vocabSize } = checkpoint.config;
  const tokenizer = { json: randomTokenizerJson(vocabSize), settings: {} };
  const special = { bos: null, ends: [], addBos: false };
  return Buffer.concat([...writeGguf({ name: 'small', checkpoint, tokenizer, special }, weights)]);
}
