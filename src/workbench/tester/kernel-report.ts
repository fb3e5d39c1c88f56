import type { AdapterReport } from '../../steps/engine.ts';
import type { CaseSetup } from '../cases/setup.ts';
import type { TestProgress, Verdict } from './verdict.ts';

/** How a test in a process of its own ended: a verdict, or none, because the process gave no sign for so long or died. */
export type KernelOutcome =
  | Verdict
  | { readonly kind: 'hung'; readonly silent: number; readonly progress: TestProgress | null }
  | { readonly kind: 'crashed'; readonly how: string; readonly progress: TestProgress | null };

/** One text, tested at one size after another; plain JSON. */
export interface KernelReport {
  readonly version: 1;
  /** The file's name, or what else the text is called. */
  readonly name: string;
  readonly like: string;
  /** Null where no device was opened, or it did not come to tell. */
  readonly adapter: AdapterReport | null;
  readonly tests: readonly { readonly setup: CaseSetup; readonly outcome: KernelOutcome }[];
}

/** What the tests of a text come to. `bad-input`: it was not run; `unclear`: time ran out before every case was. */
export type KernelResult = 'invariant' | 'not-invariant' | 'bad-input' | 'unclear';

export function resultOf(outcome: KernelOutcome): KernelResult {
  switch (outcome.kind) {
    case 'compile':
    case 'too-much':
    case 'refused':
      return 'bad-input';
    case 'tested': {
      if (outcome.counterexample || outcome.check.wrong) return 'not-invariant';
      return outcome.complete ? 'invariant' : 'unclear';
    }
    default:
      return 'not-invariant';
  }
}

/** The exit code for all tests together: 2 bad input, 1 not invariant or wrong, 3 time ran out, 0. */
export function kernelExitCode({ tests }: Pick<KernelReport, 'tests'>): 0 | 1 | 2 | 3 {
  const results = tests.map(({ outcome }) => resultOf(outcome));
  if (results.includes('bad-input')) return 2;
  if (results.includes('not-invariant')) return 1;
  return results.includes('unclear') ? 3 : 0;
}
