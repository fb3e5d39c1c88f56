import { type CompileMessage, readCompileMessage } from './compile-message.ts';
import { GpuError } from './errors.ts';
import type { KernelCall } from './kernel-call.ts';
import { type UniformField, uniformFields } from './uniform-layout.ts';

/** A shader ready to run, with the fields of its `params` uniform as its source declares them. */
export interface Kernel {
  readonly label: string;
  readonly pipeline: GPUComputePipeline;
  readonly uniforms: readonly UniformField[];
  /** What the guards of an edited kernel bind, in one more group behind its own (compile-edited.ts). */
  readonly guards?: readonly GPUBuffer[] | null;
}

export interface KernelSource {
  readonly label: string;
  /** Preludes and the kernel itself, joined in order. */
  readonly parts: readonly string[];
  readonly constants?: Readonly<Record<string, number>>;
  /** Where the last part is not ours, but a text in its place: it is compiled with its loops guarded (compile-edited.ts). */
  readonly edited?: EditedPart;
}

/** What a text in the place of ours is called with, and what it may do. */
export interface EditedPart {
  /** What the text is called, where it fails. */
  readonly name: string;
  /** A call like those that it will get. */
  readonly call: KernelCall<unknown>;
  /** Words that an invocation's loops may run through. */
  readonly work: number;
}

/** Compiles a kernel. Throws GpuError with message, line:column and the source line where the shader is wrong. */
export async function compileKernel(device: GPUDevice, source: KernelSource): Promise<Kernel> {
  const { label } = source;
  const code = source.parts.join('\n');
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code });
  // Popped before anything is awaited: kernels compile side by side and their scopes must not interleave.
  const validation = device.popErrorScope();
  const { messages } = await module.getCompilationInfo();
  const scoped = await validation;
  const errors = messages.filter(({ type }) => type === 'error').map(readCompileMessage);
  if (errors.length > 0)
    throw new GpuError(label, errors.map((message) => showMessage(message, code)).join('\n'));
  if (scoped) throw new GpuError(label, scoped.message);
  const pipeline = await createPipeline(device, module, source);
  return { label, pipeline, uniforms: uniformFields(code) };
}

const compiled = new WeakMap<GPUDevice, Map<string, Promise<Kernel>>>();

/** The same, once for each device, whoever asks for it. */
export function compileOnce(device: GPUDevice, source: KernelSource): Promise<Kernel> {
  const { label, parts, constants = {} } = source;
  const known = compiled.get(device) ?? new Map<string, Promise<Kernel>>();
  compiled.set(device, known);
  const text = [label, JSON.stringify(constants), ...parts].join('\n');
  const before = known.get(text);
  if (before) return before;
  const kernel = compileKernel(device, source);
  known.set(text, kernel);
  // What failed is tried again when it is asked for again; whoever waited for this one hears why.
  kernel.catch(() => known.delete(text));
  return kernel;
}

async function createPipeline(device: GPUDevice, module: GPUShaderModule, source: KernelSource) {
  const { label, constants = {} } = source;
  try {
    const compute = { module, entryPoint: 'main', constants: { ...constants } };
    return await device.createComputePipelineAsync({ label, layout: 'auto', compute });
  } catch (error) {
    throw new GpuError(label, error instanceof Error ? error.message : String(error));
  }
}

function showMessage({ text, line, column }: CompileMessage, code: string): string {
  if (line === 0) return text;
  const source = code.split('\n')[line - 1] ?? '';
  return `${text} at ${line}:${column}\n  ${source}\n  ${' '.repeat(Math.max(0, column - 1))}^`;
}
