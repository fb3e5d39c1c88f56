import addNorm from '../../../shaders/fast/add_norm.wgsl?raw';
import meetSubgroup from '../../../shaders/fast/lib/meet_subgroup.wgsl?raw';
import meetTree from '../../../shaders/fast/lib/meet_tree.wgsl?raw';
import type { KernelSource } from '../../gpu/kernel.ts';
import type { Tuning } from '../../gpu/tuning.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { type KernelDtypes, nativeOnly, withDtypes } from '../preludes.ts';
import { fillsSubgroups, withSubgroups } from './subgroups.ts';

/** RMSNorm with its squares added in any order: on a GPU a thread to a group of four elements, as far as 256 go. */
export function fastAddNormSource(
  dtypes: KernelDtypes,
  { hiddenSize }: Pick<ModelConfig, 'hiddenSize'>,
  { meetingThreads }: Tuning,
  subgroup: number,
): KernelSource {
  const threads = meetingThreads < 64 ? meetingThreads : hiddenSize > 512 ? 256 : 128;
  return meeting(`fast_add_norm${threads}`, dtypes, addNorm, { THREADS: threads }, subgroup);
}

/** A kernel whose threads add and compare over the workgroup: by subgroups where the workgroup is made of whole ones. */
export function meeting(
  name: string,
  dtypes: KernelDtypes,
  kernel: string,
  constants: { readonly THREADS: number } & Readonly<Record<string, number>>,
  subgroup: number,
): KernelSource {
  const source = (meet: string) => withDtypes(name, nativeOnly(name, dtypes), [meet, kernel], constants);
  if (!fillsSubgroups(constants.THREADS, subgroup)) return source(meetTree);
  return withSubgroups(source(meetSubgroup), subgroup);
}
