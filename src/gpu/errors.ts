/** Anything that went wrong on the device; `operation` is the label of the GPU object concerned. */
export class GpuError extends Error {
  override readonly name = 'GpuError';
  readonly operation: string;

  constructor(operation: string, message: string) {
    super(`${operation}: ${message}`);
    this.operation = operation;
  }
}

/** The device is gone, and another one has to be opened. */
export class GpuLostError extends GpuError {}

/** What does not fit the adapter's limits: the same would be refused again. */
export class GpuLimitError extends GpuError {}

/** What the device had no memory for. */
export class GpuMemoryError extends GpuError {
  /** The same error with what would take less. */
  instead(words: string): GpuMemoryError {
    return new GpuMemoryError(
      this.operation,
      `${this.message.slice(`${this.operation}: `.length)}; ${words}`,
    );
  }
}

/** Remembers the first error of a device: the later ones are usually its echoes. */
export class FirstError {
  #first: GpuError | null = null;

  record(error: GpuError): void {
    this.#first ??= error;
  }

  get first(): GpuError | null {
    return this.#first;
  }

  /** Throws the first error, if there was one. */
  check(): void {
    if (this.#first) throw this.#first;
  }
}
