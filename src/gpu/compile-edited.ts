import { GUARD_FORMS } from '../wgsl/guard-code.ts';
import { type GuardedSource, guardLoops } from '../wgsl/loop-guard.ts';
import { textProblem } from '../wgsl/text-limits.ts';
import { joined } from '../wgsl/text-lines.ts';
import { type CompileMessage, readCompileMessage } from './compile-message.ts';
import type { Gpu } from './device.ts';
import { GpuError } from './errors.ts';
import type { Kernel, KernelSource } from './kernel.ts';
import { boundGroups, type KernelCall } from './kernel-call.ts';
import { uniformFields } from './uniform-layout.ts';

/**
 * Compiles preludes and text as they are, runs nothing, and says what the compiler said, or what of the text is too much for one
 * (text-limits.ts); places are those of the edited text, 0 where they lie in what stands before it.
 */
export async function checkText(gpu: Gpu, prelude: string, text: string): Promise<CompileMessage[]> {
  const problem = textProblem(prelude, text);
  return problem ? [{ type: 'error', length: 0, ...problem }] : await compilerMessages(gpu, prelude, text);
}

/** What the compiler says of a text in which `textProblem` finds nothing. */
export async function compilerMessages(gpu: Gpu, prelude: string, text: string): Promise<CompileMessage[]> {
  const { device } = gpu;
  const code = joined(prelude, text);
  const before = prelude === '' ? 0 : prelude.split('\n').length;
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: 'edited', code });
  const scope = device.popErrorScope();
  const { messages } = await module.getCompilationInfo();
  const refused = await scope;
  gpu.errors.check();
  const found = messages.map(readCompileMessage).map(
    ({ line, column, ...message }): CompileMessage => ({
      ...message,
      line: Math.max(0, line - before),
      column: line > before ? column : 0,
    }),
  );
  const failed = found.some(({ type }) => type === 'error');
  return refused && !failed ? [...found, noPlace(refused.message)] : found;
}

function noPlace(text: string): CompileMessage {
  return { type: 'error', text, line: 0, column: 0, length: 0 };
}

/** Where the guards of an edited kernel report, and what they may spend. */
export interface GuardBuffers {
  readonly stop: GPUBuffer;
  readonly limits: GPUBuffer;
}

/** A visitor's kernel with its loops guarded. */
export interface EditedKernel extends Kernel {
  readonly guarded: GuardedSource;
}

interface Edit {
  readonly source: KernelSource;
  /** A call like those that it will get. */
  readonly call: KernelCall<unknown>;
  /** In the place of the source's last part. */
  readonly text: string;
  readonly buffers: GuardBuffers;
  /** Once a loop was ended, those of invocations that begin later end at once: for a step of many dispatches. */
  readonly endTogether?: boolean;
}

/**
 * Compiles an edited text behind an explicit layout, so that it may leave bindings unused. Throws GpuError where the device
 * refuses the pipeline or the loops cannot be guarded, RangeError where the text takes a name of the guards; what `checkText`
 * finds is looked for there.
 */
export async function compileEdited({ device }: Gpu, edit: Edit): Promise<EditedKernel> {
  const { source, call, buffers } = edit;
  const kinds = boundKinds(call);
  const { guarded, module } = await guardedModule(device, edit, kinds.length);
  const hasGuards = guarded.loops.length > 0;
  if (hasGuards) kinds.push(['storage', 'uniform']);
  const layouts = kinds.map((types) => layoutOf(device, types));
  const layout = device.createPipelineLayout({ bindGroupLayouts: layouts });
  const constants = { ...source.constants };
  try {
    const compute = { module, entryPoint: 'main', constants };
    const pipeline = await device.createComputePipelineAsync({ label: 'edited', layout, compute });
    return {
      label: `edited ${source.label}`,
      pipeline,
      uniforms: uniformFields(joined(preludeOf(source), edit.text)),
      guards: hasGuards ? [buffers.stop, buffers.limits] : null,
      guarded,
    };
  } catch (error) {
    throw new GpuError('edited', error instanceof Error ? error.message : String(error));
  }
}

/** The form `shared` counts exactly; where its counters would make a barrier's control flow non-uniform, `apart` does not. */
async function guardedModule(device: GPUDevice, { source, text, endTogether = false }: Edit, group: number) {
  const prelude = preludeOf(source);
  let refused: GPUError | null = null;
  for (const form of GUARD_FORMS) {
    const guarded = guardLoops(text, { prelude, form, group, endTogether });
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ label: 'edited', code: guarded.code });
    const error = await device.popErrorScope();
    if (!error) return { guarded, module };
    refused ??= error;
  }
  // The text alone compiles: what is left is a clash with the guards.
  throw new GpuError('edited', `its loops could not be guarded: ${refused?.message}`);
}

function preludeOf({ parts }: KernelSource): string {
  return parts.slice(0, -1).join('\n');
}

/** How each group of a call binds its buffers. */
function boundKinds({ inputs, outputs, weights, params }: KernelCall<unknown>) {
  const kinds = {
    inputs: inputs.map(() => 'read-only-storage' as const),
    outputs: outputs.map(() => 'storage' as const),
    ...(weights && { weights: weights.map(() => 'read-only-storage' as const) }),
  };
  return boundGroups<GPUBufferBindingType>(kinds, params && 'uniform');
}

function layoutOf(device: GPUDevice, types: readonly GPUBufferBindingType[]): GPUBindGroupLayout {
  const entries = types.map((type, binding) => ({
    ...{ binding, buffer: { type } },
    visibility: GPUShaderStage.COMPUTE,
  }));
  return device.createBindGroupLayout({ label: 'edited', entries });
}
