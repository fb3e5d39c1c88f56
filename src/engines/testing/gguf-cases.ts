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
  /** The same of f64 whose activations are rounded as ggml does; in one layer nothing amplifies what is left. */
  readonly explained: number;
}

/** Greedy tokens that are asked for. */
export const TOKENS = 32;

/** Files of other dtypes than F32, by what llama.cpp rounds: activations to f16 beside F16, to Q8_0 beside blocks. */
const ROUNDED: readonly [weights: Exclude<GgufWeights, null>, tolerance: number][] = [
  ['f32', 1e-4],
  ['f16', 0.02],
  ['q8', 0.6],
  ['q4', 0.6],
];

const OF_WEIGHTS = ['nano', 'one layer'] as const;

export const CASE_NAMES: readonly string[] = [
  ...OF_WEIGHTS.flatMap((model) => ROUNDED.map(([weights]) => `${model}, ${weights}`)),
  ...Object.keys(SMALL_MODELS).filter((name) => name !== 'one layer'),
];

export async function ggufCase(name: string): Promise<GgufCase> {
  const rounded = ROUNDED.find(([weights]) => name.endsWith(`, ${weights}`));
  const model = rounded ? name.slice(0, name.lastIndexOf(',')) : name;
  const checkpoint = model === 'nano' ? await nanoCheckpoint() : smallModel(model);
  const prompts =
    model === 'nano'
      ? (await referenceCases()).slice(0, 2).map(({ promptTokens }) => promptTokens)
      : [Array.from({ length: 40 }, (_, i) => (i * 37 + 11) % checkpoint.config.vocabSize)];
  // The GELU of llama.cpp is a table of f16.
  const tolerance = rounded?.[1] ?? (name === 'gemma3' ? 0.01 : 1e-4);
  const explained = /^one layer, q/.test(name) ? 1e-5 : tolerance;
  return { name, file: fileOf(checkpoint, rounded?.[0] ?? 'f32'), prompts, tolerance, explained };
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
