import type { AdapterReport } from '../../steps/engine.ts';
import type { KernelOutcome } from '../../workbench/tester/kernel-report.ts';
import type { TestProgress, TestRequest, Verdict } from '../../workbench/tester/verdict.ts';

/** What the process that tests is asked: one test after another, each for at most so many milliseconds. */
export interface TestsAsked {
  readonly requests: readonly TestRequest[];
  readonly time: number;
}

/** What it tells. `failed` names the error's kind, as `Error.name`. */
export type TestNews =
  | { readonly kind: 'adapter'; readonly adapter: AdapterReport }
  | { readonly kind: 'progress'; readonly progress: TestProgress }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  /** No test comes any more: all were run, or the text does not compile. */
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: string; readonly operation: string; readonly message: string };

export interface TestsDone {
  readonly adapter: AdapterReport | null;
  /** Of the requests in order; none behind one whose process was ended or died. */
  readonly outcomes: readonly KernelOutcome[];
}
