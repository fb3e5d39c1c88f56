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
  /** Bound last; left out where the shader has none. */
  readonly params?: Params;
  readonly workgroups: Workgroups;
  /** Partial sums that are written for each output, for whoever reads them to add: one where left out. */
  readonly parts?: number;
}
