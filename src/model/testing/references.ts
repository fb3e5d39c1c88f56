import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PlainDtype } from '../checkpoint.ts';
import { nodeModelFiles } from '../files.node.ts';
import type { ModelFiles } from '../model-files.ts';
import { referenceWeights, type TensorSpread } from './reference-weights.ts';

const FOLDER = fileURLToPath(new URL('references', import.meta.url));

/** A small random model, and what numpy computed for it in f64 from the model's own description (references/README.md). */
export interface Reference {
  readonly name: string;
  /** Its folder, as it would be on a disk. */
  readonly files: ModelFiles;
  /** Of `model.safetensors`, as the numpy program wrote it. */
  readonly hash: string;
  readonly prompt: readonly number[];
  /** (prompt) x (vocabulary), at each position of the prompt. */
  readonly logits: readonly Float32Array[];
  /** The greedy tokens that follow the prompt; none ends it. */
  readonly greedy: readonly number[];
}

export const REFERENCE_NAMES: readonly string[] = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

interface Stored {
  readonly seed: number;
  readonly dtype: PlainDtype;
  readonly sha256: string;
  readonly tensors: readonly TensorSpread[];
  readonly prompt: readonly number[];
  readonly greedy: readonly number[];
  /** Little-endian f32, a row each. */
  readonly logits: readonly string[];
}

export function readReference(name: string): Reference {
  const stored = JSON.parse(readFileSync(`${FOLDER}/${name}/reference.json`, 'utf8')) as Stored;
  const onDisk = nodeModelFiles(`${FOLDER}/${name}`);
  const weights = referenceWeights(stored.tensors, stored.seed, stored.dtype);
  return {
    name,
    files: {
      read: (file) => (file === 'model.safetensors' ? Promise.resolve(weights) : onDisk.read(file)),
    },
    hash: `sha256:${stored.sha256}`,
    prompt: stored.prompt,
    logits: stored.logits.map(floatsOf),
    greedy: stored.greedy,
  };
}

function floatsOf(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
}
