import type { CompileMessage } from '../gpu/compile-message.ts';
import type { TestProgress, TestRequest, Verdict } from '../workbench/tester/verdict.ts';
import type { Fault } from './fault.ts';
import type { CheckRequest } from './methods/tester.ts';
import { newest } from './newest.ts';
import type { Outcome } from './outcome.ts';
import type { TesterSubjects } from './workbench-tester.ts';
import { WorkerClient } from './worker-client.ts';

/** `hung`: the worker gave no sign for `silent` milliseconds and was ended. */
export type TestEnd =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'hung'; readonly silent: number; readonly progress: TestProgress | null }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'stopped' };

/** Longest silence: a step of a guarded kernel takes far less, also on a software adapter that is busy. */
const SILENCE_MS = 15_000;

/** The page's side of the tester. Nothing rejects; the next call starts a new worker where the last one is gone. */
export class TesterClient {
  readonly #worker = new WorkerClient<TesterSubjects>(
    () =>
      new Worker(new URL('./workbench-tester.ts', import.meta.url), {
        type: 'module',
        name: 'workbench-tester',
      }),
  );

  check(request: CheckRequest): Promise<Outcome<readonly CompileMessage[]>> {
    return this.#worker.ask.tester.check(request);
  }

  async test(request: TestRequest, onProgress: (progress: TestProgress) => void): Promise<TestEnd> {
    let last: TestProgress | null = null;
    let hung = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        hung = true;
        this.stop();
      }, SILENCE_MS);
    };
    watch();
    const heard = (progress: TestProgress) => {
      last = progress;
      watch();
      onProgress(progress);
    };
    const found = await this.#worker.ask.tester.test(request, newest(heard));
    clearTimeout(timer);
    if (hung) return { kind: 'hung', silent: SILENCE_MS, progress: last };
    if (found.ok) return { kind: 'verdict', verdict: found.value };
    return found.fault.kind === 'cancelled' ? { kind: 'stopped' } : { kind: 'fault', fault: found.fault };
  }

  /** Ends what is under way, with its worker and its device. */
  stop(): void {
    this.#worker.end({ kind: 'cancelled', message: 'the tester was ended' });
  }
}
