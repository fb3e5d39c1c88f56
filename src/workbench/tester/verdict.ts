import type { CompileMessage } from '../../gpu/compile-message.ts';
import type { GuardedLoop } from '../../wgsl/loop-guard.ts';
import type { TextProblem } from '../../wgsl/text-limits.ts';
import type { RowCheck } from '../cases/correctness.ts';
import type { Tile } from '../cases/plain-cases.ts';
import type { Company } from '../cases/rows.ts';
import type { CaseSetup } from '../cases/setup.ts';

export interface TestRequest {
  /** Of an editable kernel, or a plain one. */
  readonly kernel: string;
  readonly text: string;
  readonly setup: CaseSetup;
  /** What a workgroup of a plain product computes; left out, as the original. */
  readonly tile?: Tile;
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
  /** The row of the counterexample against f64. */
  readonly check: RowCheck;
}

export interface StoppedAt {
  /** M of the step. */
  readonly rows: number;
  /** The loop that had made most rounds of those under way; null where it cannot be told. */
  readonly loop: (GuardedLoop & { readonly rounds: number }) | null;
}

export type Verdict =
  | { readonly kind: 'compile'; readonly messages: readonly CompileMessage[] }
  /** It is more than what is given to a compiler. */
  | { readonly kind: 'too-much'; readonly problem: TextProblem }
  /** The device or the host would not run it. */
  | { readonly kind: 'refused'; readonly message: string }
  /** An invocation's loops wanted more work than it may do; what the kernel left then says nothing. */
  | ({ readonly kind: 'stopped' } & StoppedAt)
  /** The same step twice gave other bits. */
  | { readonly kind: 'unsteady'; readonly element: number; readonly first: number; readonly second: number }
  | {
      readonly kind: 'tested';
      readonly counterexample: Counterexample | null;
      /** The row at M = 1 against f64. */
      readonly check: RowCheck;
      /** Steps that were compared with M = 1. */
      readonly cases: number;
      readonly rows: readonly number[];
      /** Of the watched row, that were to be tried. */
      readonly contents: number;
      /** False where time ran out before every case was run. */
      readonly complete: boolean;
      readonly milliseconds: number;
    };
