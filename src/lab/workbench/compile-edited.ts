import { type CompileMessage, readCompileMessage } from '../../gpu/compile-message.ts';
import type { Gpu } from '../../gpu/device.ts';
import { GpuError } from '../../gpu/errors.ts';
import type { KernelSource } from '../../gpu/kernel.ts';
import { uniformFields } from '../../gpu/uniform-layout.ts';
import type { BenchKernel } from './dispatch.ts';
import { guardLoops } from './loop-guard.ts';
import type { Contract } from './operation-case.ts';

/**
 * Compiles preludes and text as they are, runs nothing, and says what the compiler said; places are those of the edited text,
 * 0 where they lie in what stands before it.
 */
export async function checkText(gpu: Gpu, prelude: string, text: string): Promise<CompileMessage[]> {
  const { device } = gpu;
  const code = prelude === '' ? text : `${prelude}\n${text}`;
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

/** A visitor's kernel with its loops guarded; `loops` gives the line of each. */
export interface EditedKernel extends BenchKernel {
  readonly loops: readonly number[];
}

/**
 * Compiles the edited text in the place of a source's last part, behind an explicit layout, so that it may leave bindings unused.
 * Throws GpuError where the device refuses the pipeline; what `checkText` finds is looked for there.
 */
export async function compileEdited(
  { device }: Gpu,
  source: KernelSource,
  contract: Contract,
  text: string,
  stops: GPUBuffer,
): Promise<EditedKernel> {
  const guarded = guardLoops(text);
  const code = [...source.parts.slice(0, -1), guarded.code].join('\n');
  const layouts = [layoutOf(device, contract)];
  if (guarded.loops.length > 0) layouts.push(layoutOf(device, { inputs: 0, outputs: 1, params: false }));
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: 'edited', code });
  const scope = device.popErrorScope();
  const refused = await scope;
  // The text alone compiles: what is left is a clash with the guards.
  if (refused) throw new GpuError('edited', `its loops could not be guarded: ${refused.message}`);
  const layout = device.createPipelineLayout({ bindGroupLayouts: layouts });
  const constants = { ...source.constants };
  try {
    const compute = { module, entryPoint: 'main', constants };
    const pipeline = await device.createComputePipelineAsync({ label: 'edited', layout, compute });
    return {
      label: `edited ${source.label}`,
      pipeline,
      uniforms: uniformFields(code),
      stops: guarded.loops.length > 0 ? stops : null,
      loops: guarded.loops,
    };
  } catch (error) {
    throw new GpuError('edited', error instanceof Error ? error.message : String(error));
  }
}

function layoutOf(device: GPUDevice, { inputs, outputs, params }: Contract): GPUBindGroupLayout {
  const types: GPUBufferBindingType[] = [
    ...Array<GPUBufferBindingType>(inputs).fill('read-only-storage'),
    ...Array<GPUBufferBindingType>(outputs).fill('storage'),
    ...(params ? (['uniform'] as const) : []),
  ];
  const entries = types.map((type, binding) => ({
    ...{ binding, buffer: { type } },
    visibility: GPUShaderStage.COMPUTE,
  }));
  return device.createBindGroupLayout({ label: 'edited', entries });
}
