import logits from '../../shaders/logits.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import { withDtypes } from './preludes.ts';

export function logitsSource(): KernelSource {
  return withDtypes('logits', {}, [logits]);
}
