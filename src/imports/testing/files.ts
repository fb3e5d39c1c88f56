import { concatBytes } from '@noble/hashes/utils.js';
import type { ImportFile } from '../read-transcript.ts';

const encoder = new TextEncoder();

export function textFile(text: string, name = 'run.json'): ImportFile {
  return { name, bytes: encoder.encode(text) };
}

export function jsonFile(value: unknown, name?: string): ImportFile {
  return textFile(JSON.stringify(value), name);
}

export function linesFile(values: readonly unknown[], name = 'run.jsonl'): ImportFile {
  return textFile(`${values.map((value) => JSON.stringify(value)).join('\n')}\n`, name);
}

/** An array as numpy writes it. `data` is in the order of the descr and of `fortran`. */
export function npyFile(
  descr: string,
  shape: readonly number[],
  data: ArrayBufferView,
  { version = 1, fortran = false }: { readonly version?: 1 | 2 | 3; readonly fortran?: boolean } = {},
): ImportFile {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dict = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  const lead = version === 1 ? 10 : 12;
  // numpy pads with spaces and a line end to a multiple of 64 bytes.
  const padded = `${dict.padEnd(Math.ceil((dict.length + 1 + lead) / 64) * 64 - lead - 1)}\n`;
  const head = new Uint8Array(lead + padded.length);
  head.set([0x93, ...encoder.encode('NUMPY'), version, 0]);
  const view = new DataView(head.buffer);
  if (version === 1) view.setUint16(8, padded.length, true);
  else view.setUint32(8, padded.length, true);
  head.set(encoder.encode(padded), lead);
  return { name: 'logits.npy', bytes: concatBytes(head, bytesOf(data)) };
}

export interface TestTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
}

export function safetensorsFile(tensors: Readonly<Record<string, TestTensor>>): ImportFile {
  let end = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
      const begin = end;
      end += data.byteLength;
      return [name, { dtype, shape, data_offsets: [begin, end] }];
    }),
  );
  const json = encoder.encode(JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  const data = Object.values(tensors).map((tensor) => bytesOf(tensor.data));
  return { name: 'logits.safetensors', bytes: concatBytes(length, json, ...data) };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
