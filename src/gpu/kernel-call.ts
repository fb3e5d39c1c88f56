/** Workgroups along x, y and z. */
export type Workgroups = readonly [x: number, y?: number, z?: number];

/** What a dispatch binds of the device: a buffer or a section of one. */
export type Binding = GPUBuffer | GPUBufferBinding;

/** What a shader's `struct Params` holds, by the names of its fields. */
export type Params = Readonly<Record<string, number>>;

/**
 * One call of one kernel: what is bound, in the order in which every kernel of ours declares it, and how many workgroups run.
 * `Data` is a buffer on the device, or what a run of its own uploads (run-once.ts).
 */
export interface KernelCall<Data> {
  readonly inputs: readonly Data[];
  /** For a run of its own also what they hold beforehand, which says how large they are. */
  readonly outputs: readonly Data[];
  /** The buffers of a packed matrix, in a group of their own whose bindings its format declares (kernels/preludes.ts). */
  readonly weights?: readonly Data[];
  /** What its epilogue binds, in a group behind that of the weights (kernels/epilogues.ts). */
  readonly epilogue?: {
    readonly inputs: readonly Data[];
    readonly outputs: readonly Data[];
    readonly uniforms?: readonly Data[];
  };
  /** Bound last of the kernel's own; left out where the shader has none. */
  readonly params?: Params;
  readonly workgroups: Workgroups;
  /** Partial sums that are written for each output, for whoever reads them to add: one where left out. */
  readonly parts?: number;
}

/** What each bind group of a call binds, in order: the kernel's own, that of the weights where it reads any, that of its epilogue. */
export function boundGroups<Data>(
  {
    inputs,
    outputs,
    weights,
    epilogue,
  }: Pick<KernelCall<Data>, 'inputs' | 'outputs' | 'weights' | 'epilogue'>,
  uniform: Data | undefined,
): (readonly Data[])[] {
  const own = [...inputs, ...outputs, ...(uniform === undefined ? [] : [uniform])];
  const groups = weights ? [own, weights] : [own];
  if (!epilogue) return groups;
  return [...groups, [...epilogue.inputs, ...epilogue.outputs, ...(epilogue.uniforms ?? [])]];
}
