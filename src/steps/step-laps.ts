/** A kernel's time on the device, milliseconds of the device's own clock; its zero means nothing. */
export interface KernelStamp {
  /** Its place in the model: `layer3.qkv`. */
  readonly label: string;
  /** What its like is called in every layer. */
  readonly operation: string;
  readonly begin: number;
  readonly end: number;
}

/**
 * Hears what a step's time goes to, part by part: each call says what ran since the last one. Whoever hears nothing is left out, and then
 * nothing is timed.
 */
export interface StepLaps {
  /** `layer`: of an operation of the model; null where it is of none. */
  lap(part: string, layer?: number | null): void;
  /** Where it is there, kernels are timed by the device, each in a pass of its own, on devices that take timestamps. */
  readonly kernels?: ((stamps: readonly KernelStamp[]) => void) | undefined;
}

/** Parts of a step that are no operation of the model, by who does them. */
export const STEP_PARTS = {
  /** Which reduction plans its operations have. */
  plan: 'plan',
  /** Kernels that its shape needs and that no step needed before. */
  compile: 'compile',
  /** Tables of rows, positions and blocks. */
  tables: 'tables',
  upload: 'upload',
  submit: 'submit',
  /** From the submission until its results are on the host: on a device its kernels run within. */
  readback: 'readback',
  /** Copies of whole operations' outputs. */
  captures: 'captures',
  /** Another's turn on the same thread. */
  yield: 'yield',
  /** Digests and the highest logits, where the host tells them. */
  tell: 'tell',
  choose: 'choose',
  /** Bringing the kernels' timestamps back, which only a trace does. */
  timestamps: 'timestamps',
} as const;
