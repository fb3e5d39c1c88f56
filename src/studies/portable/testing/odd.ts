import { decoderCheckpoint, oddConfig } from '../../../engines/testing/decoder-checkpoint.ts';
import { ODD_MODELS } from '../../../engines/testing/odd-models.ts';
import { MODELS } from '../../../engines/webgpu/testing/decoder-models.ts';
import type { Checkpoint, StoredTensor } from '../../../model/checkpoint.ts';
import type { LoadedModel } from '../../../model/load.ts';
import { ModelError } from '../../../model/model-error.ts';
import { createIdCodec } from '../../../model/tokenizer.ts';
import { mixBits } from '../../../numerics/gumbel.ts';

const decoder = (name: keyof typeof MODELS) => decoderCheckpoint(oddConfig(MODELS[name]), 7, 'BF16');

/** Shapes that end vectors, tiles and heads where loops do not, and what published models do otherwise than a Llama, by name. */
const ODD: Readonly<Record<string, () => Checkpoint>> = {
  biased: () => ODD_MODELS.biased,
  odd: () => ODD_MODELS.odd,
  gemma: () => decoder('as Gemma 3'),
  all: () => decoder('all of it'),
  tiny: () => unevenly(ODD_MODELS.odd),
};

/** A model of a case that is named `odd:` and one of the names above. Throws RangeError for another. */
export function oddModel(name: string): LoadedModel {
  const make = ODD[name.replace(/^odd:/, '')];
  if (!make) throw new RangeError(`expected one of ${Object.keys(ODD).join(', ')}, found ${name}`);
  const tokenizer = createIdCodec(new ModelError(name, 'no tokenizer'));
  return { name, checkpoint: make(), tokenizer, weightFiles: [], endTokens: [], warnings: [] };
}

/**
 * A model whose rows are of every magnitude from 1 to 2^-47: activations and weights meet the least operand, products the least product, and 16-bit
 * activations their subnormals. Were an adapter's way with subnormals of f32 ever asked, it would show here.
 */
function unevenly(checkpoint: Checkpoint): Checkpoint {
  const ofRecord = <Record extends object>(record: Record): Record =>
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => [name, isTensor(value) ? unevenRows(value) : value]),
    ) as Record;
  return { ...ofRecord(checkpoint), layers: checkpoint.layers.map(ofRecord) };
}

/** Of an F32 matrix (rows, columns); gains stay. */
function unevenRows(tensor: StoredTensor): StoredTensor {
  const [rows, columns] = tensor.shape;
  if (tensor.shape.length !== 2) return tensor;
  const values = new Float32Array(tensor.bytes.slice().buffer);
  for (let row = 0; row < rows; row++) {
    const scale = 2 ** -(mixBits(row) % 48);
    for (let i = row * columns; i < (row + 1) * columns; i++) values[i] *= scale;
  }
  return { ...tensor, bytes: new Uint8Array(values.buffer) };
}

const isTensor = (value: unknown): value is StoredTensor =>
  typeof value === 'object' && value !== null && 'bytes' in value && 'shape' in value;
