import logits from '../../shaders/logits.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import { covering, grid } from './grid.ts';
import { padded } from './packed-rows.ts';
import { withDtypes } from './preludes.ts';

export function logitsSource(): KernelSource {
  return withDtypes('logits', {}, [logits]);
}

export interface LogitsBuffers<Data> {
  readonly partials: Data; // (parts, rows, columns) f32
  readonly logits: Data; // (rows, vocabulary) f32
}

export function logitsCall<Data>(
  { partials, logits }: LogitsBuffers<Data>,
  { rows, vocabulary, parts }: Readonly<Record<'rows' | 'vocabulary' | 'parts', number>>,
): KernelCall<Data> {
  return {
    inputs: [partials],
    outputs: [logits],
    params: { rows, vocabulary, columns: padded(vocabulary), parts },
    workgroups: grid(covering(vocabulary, 64), rows),
  };
}
