import choose from '../../shaders/choose.wgsl?raw';
import gumbel from '../../shaders/lib/gumbel.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import { grid } from './grid.ts';
import { withDtypes } from './preludes.ts';

export function chooseSource({ meetingThreads }: Tuning): KernelSource {
  return withDtypes('choose', {}, [gumbel, choose], { THREADS: Math.min(128, meetingThreads) });
}

export interface ChooseBuffers<Data> {
  readonly logits: Data; // (rows, vocabulary) f32
  readonly draws: Data; // (rows): hash of the request's name, position of the token
  readonly chosen: Data; // (rows): token, 1 where all logits are finite
}

/** Greedy where the temperature is 0. */
export function chooseCall<Data>(
  { logits, draws, chosen }: ChooseBuffers<Data>,
  {
    rows,
    vocabulary,
    temperature,
    seed,
  }: Readonly<Record<'rows' | 'vocabulary' | 'temperature' | 'seed', number>>,
): KernelCall<Data> {
  return {
    inputs: [logits, draws],
    outputs: [chosen],
    params: { vocabulary, inverse_temperature: temperature === 0 ? 0 : 1 / temperature, seed },
    workgroups: grid(rows),
  };
}
