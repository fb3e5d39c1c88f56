import { randomFillSync } from 'node:crypto';
import { parseConfig } from '../src/model/config.ts';
import { elementsOf, tensorsOf } from '../src/model/graph.ts';
import { modelGraph } from '../src/model/model-graph.ts';

/** Of the tokenizer that is served with it. */
const VOCABULARY = 1024;
const LLAMA = {
  ...{
    model_type: 'llama',
    hidden_act: 'silu',
    rope_theta: 10_000,
    rms_norm_eps: 1e-5,
    tie_word_embeddings: true,
  },
  ...{
    hidden_size: 1536,
    intermediate_size: 4096,
    num_attention_heads: 24,
    num_key_value_heads: 8,
    head_dim: 64,
  },
  ...{ vocab_size: VOCABULARY, max_position_embeddings: 2048, bos_token_id: 1, eos_token_id: 2 },
};
const FILL_BYTES = 1 << 30;

/** `config.json` and `model.safetensors` of a random model in bf16, of as many layers as come nearest to so many bytes. */
export function randomLlama(bytes: number): Record<string, Uint8Array> {
  const sizeOf = (layers: number) =>
    tensorsAt(layers).reduce((sum, { shape }) => sum + 2 * elementsOf(shape), 0);
  const layer = sizeOf(2) - sizeOf(1);
  const layers = Math.max(1, Math.round((bytes - sizeOf(1)) / layer) + 1);
  let end = 0;
  const entries = tensorsAt(layers).map(({ tensor, shape }) => {
    const from = end;
    end += 2 * elementsOf(shape);
    return [tensor, { dtype: 'BF16', shape, data_offsets: [from, end] }] as const;
  });
  const json = JSON.stringify(Object.fromEntries(entries));
  // Padded, so that the values lie as typed arrays ask.
  const header = new TextEncoder().encode(json.padEnd(8 * Math.ceil(json.length / 8)));
  const file = new Uint8Array(8 + header.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  fillRandom(file.subarray(8 + header.length));
  const config = new TextEncoder().encode(JSON.stringify(configOf(layers)));
  return { 'config.json': config, 'model.safetensors': file };
}

const configOf = (layers: number) => ({ ...LLAMA, num_hidden_layers: layers });

function tensorsAt(layers: number) {
  return tensorsOf(modelGraph(parseConfig(configOf(layers), 'config.json')));
}

/** Values of 2^-7 to 2^-3, of either sign: no NaN, no infinity. */
function fillRandom(data: Uint8Array): void {
  for (let at = 0; at < data.length; at += FILL_BYTES) randomFillSync(data.subarray(at, at + FILL_BYTES));
  const words = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  for (let i = 0; i < words.length; i++) words[i] = (words[i] & 0x81ff) | 0x3c00;
}
