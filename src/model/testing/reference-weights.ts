import { sha256 } from '@noble/hashes/sha2.js';
import type { PlainDtype } from '../checkpoint.ts';
import { elementsOf } from '../graph.ts';
import { safetensorsFile, storeValues } from './synthetic.ts';

/** A tensor's name, its shape, and between which values its own are uniform: mean - half and mean + half. */
export type TensorSpread = readonly [name: string, shape: readonly number[], mean: number, half: number];

/** The `model.safetensors` of a reference, byte for byte as training/reference/weights.py writes it. */
export function referenceWeights(
  tensors: readonly TensorSpread[],
  seed: number,
  dtype: PlainDtype,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const tensor of tensors) {
    const data = storeValues(drawn(tensor, seed), dtype);
    header[tensor[0]] = { dtype, shape: tensor[1], data_offsets: [offset, offset + data.length] };
    offset += data.length;
    parts.push(data);
  }
  const text = JSON.stringify(header);
  return safetensorsFile(text.padEnd(Math.ceil(text.length / 8) * 8), parts);
}

function drawn([name, shape, mean, half]: TensorSpread, seed: number): Float32Array {
  const digest = sha256(new TextEncoder().encode(`${seed}/${name}`));
  const key = new DataView(digest.buffer, digest.byteOffset).getUint32(0, true);
  return Float32Array.from({ length: elementsOf(shape) }, (_, i) => {
    const uniform = mixed((key + Math.imul(i + 1, 0x9e37_79b9)) >>> 0) / 2 ** 31 - 1;
    return mean + half * uniform;
  });
}

/** The finaliser of MurmurHash3. */
function mixed(seed: number): number {
  let word = seed;
  word = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2_ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
