import type { CompileMessage } from '../../gpu/compile-message.ts';
import type { WrongElement } from './correctness.ts';
import type { Company } from './rows.ts';
import type { BenchSetup } from './setup.ts';

export interface TestRequest {
  /** Of an editable kernel. */
  readonly kernel: string;
  readonly text: string;
  readonly setup: BenchSetup;
}

export interface TestProgress {
  readonly done: number;
  readonly total: number;
  /** M of the case under way. */
  readonly rows: number;
}

/** What a batch can do to a row: by how many rows there are, by where it stands among them, by what they hold. */
export type Cause = 'shape' | 'place' | 'content';

export interface Counterexample {
  readonly company: Company;
  /** True where every smaller M was run with company of this kind and none differed. */
  readonly smallest: boolean;
  readonly element: number;
  /** At M = 1. */
  readonly alone: number;
  readonly here: number;
  readonly differing: number;
  readonly elements: number;
  readonly cause: Cause;
  /** What no rounding explains in the row of the counterexample; null where it is only another order. */
  readonly wrong: WrongElement | null;
}

export type Verdict =
  | { readonly kind: 'compile'; readonly messages: readonly CompileMessage[] }
  /** The device or the host would not run it. */
  | { readonly kind: 'refused'; readonly message: string }
  /** A loop made more rounds than it may. */
  | { readonly kind: 'stopped'; readonly line: number; readonly rows: number }
  /** The same step twice gave other bits. */
  | { readonly kind: 'unsteady'; readonly element: number; readonly first: number; readonly second: number }
  | {
      readonly kind: 'tested';
      readonly counterexample: Counterexample | null;
      /** Of the row at M = 1. */
      readonly wrong: WrongElement | null;
      /** Steps that were compared with M = 1. */
      readonly cases: number;
      readonly rows: readonly number[];
      /** False where time ran out before every case was run. */
      readonly complete: boolean;
      readonly milliseconds: number;
    };
