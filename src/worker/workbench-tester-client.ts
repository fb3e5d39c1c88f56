import { proxy, type Remote, wrap } from 'comlink';
import type { CompileMessage } from '../gpu/compile-message.ts';
import type { TestProgress, TestRequest, Verdict } from '../workbench/tester/verdict.ts';
import type { Fault } from './fault.ts';
import type { Outcome } from './protocol.ts';
import type { CheckRequest, TesterApi } from './workbench-tester.ts';

/** `hung`: the worker gave no sign for `silent` milliseconds and was ended. */
export type TestEnd =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'hung'; readonly silent: number; readonly progress: TestProgress | null }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'stopped' };

interface Link {
  readonly worker: Worker;
  readonly api: Remote<TesterApi>;
  /** Resolves when the worker is gone, and says why. */
  readonly ended: Promise<TestEnd>;
  readonly end: (reason: TestEnd) => void;
}

/** Longest silence: a step of a guarded kernel takes far less, also on a software adapter that is busy. */
const SILENCE_MS = 15_000;

/** The page's side of the tester. Nothing rejects; the next call starts a new worker where the last one is gone. */
export class TesterClient {
  #link: Link | null = null;

  async check(request: CheckRequest): Promise<Outcome<readonly CompileMessage[]>> {
    const link = this.#link ?? this.#start();
    const ended = link.ended.then((end): Outcome<never> => ({ ok: false, fault: faultOf(end) }));
    return await Promise.race([link.api.check(request), ended]);
  }

  async test(request: TestRequest, onProgress: (progress: TestProgress) => void): Promise<TestEnd> {
    const link = this.#link ?? this.#start();
    let last: TestProgress | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        link.end({ kind: 'hung', silent: SILENCE_MS, progress: last });
      }, SILENCE_MS);
    };
    watch();
    const heard = (progress: TestProgress) => {
      last = progress;
      watch();
      onProgress(progress);
    };
    const verdict = link.api
      .test(request, proxy(heard))
      .then(
        (found): TestEnd =>
          found.ok ? { kind: 'verdict', verdict: found.value } : { kind: 'fault', fault: found.fault },
      );
    const end = await Promise.race([verdict, link.ended]);
    clearTimeout(timer);
    return end;
  }

  /** Ends what is under way, with its worker and its device. */
  stop(): void {
    this.#link?.end({ kind: 'stopped' });
  }

  #start(): Link {
    const worker = new Worker(new URL('./workbench-tester.ts', import.meta.url), {
      type: 'module',
      name: 'workbench-tester',
    });
    let settle: (end: TestEnd) => void;
    const ended = new Promise<TestEnd>((resolve) => {
      settle = resolve;
    });
    const end = (reason: TestEnd) => {
      worker.terminate();
      if (this.#link === link) this.#link = null;
      settle(reason);
    };
    worker.addEventListener('error', ({ message }) => {
      const fault = { kind: 'worker', message: message || 'the tester could not be loaded' } as const;
      end({ kind: 'fault', fault });
    });
    const link: Link = { worker, api: wrap<TesterApi>(worker), ended, end };
    this.#link = link;
    return link;
  }
}

function faultOf(end: TestEnd): Fault {
  if (end.kind === 'fault') return end.fault;
  return { kind: 'cancelled', message: 'the tester was ended' };
}
