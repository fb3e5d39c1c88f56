/** What a verification step came to. */
export interface VerifiedWindow {
  /** Tokens that were decoded since the last, and those of them that were cut, since the verifier chose another one there or before. */
  readonly decoded: number;
  readonly cut: number;
  /** Rows of it that had been verified before. */
  readonly again: number;
}

/** What verification came to in an arm. */
export interface VerificationTotals {
  /** Verification steps, those of prompts among them, and those that verified tokens that were decoded. */
  readonly steps: number;
  readonly windows: number;
  /** Rows of all these steps, and those of them that had been verified before. */
  readonly rows: number;
  readonly again: number;
  readonly decoded: number;
  readonly cut: number;
  /** Milliseconds that the windows took, and of the arm's steps that share: what it costs beyond decoding. */
  readonly milliseconds: number;
  readonly overhead: number;
}

/** A step, verification or not. */
interface CountedStep {
  readonly rows: number;
  readonly milliseconds: number;
  readonly verified?: VerifiedWindow;
}

export class VerificationSoFar {
  readonly #counts = { steps: 0, windows: 0, rows: 0, again: 0, decoded: 0, cut: 0, milliseconds: 0 };
  #all = 0;

  add({ rows, milliseconds, verified }: CountedStep): void {
    this.#all += milliseconds;
    if (!verified) return;
    const counts = this.#counts;
    counts.steps++;
    counts.rows += rows;
    counts.again += verified.again;
    counts.decoded += verified.decoded;
    counts.cut += verified.cut;
    if (verified.decoded === 0) return;
    counts.windows++;
    counts.milliseconds += milliseconds;
  }

  /** Null where nothing was verified. */
  now(): VerificationTotals | null {
    if (this.#counts.steps === 0) return null;
    return { ...this.#counts, overhead: this.#all > 0 ? this.#counts.milliseconds / this.#all : 0 };
  }
}
