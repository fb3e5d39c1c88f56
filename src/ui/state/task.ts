import { type Fault, toFault } from '../../worker/fault.ts';
import { failed, type Outcome } from '../../worker/outcome.ts';

/** Where something stands that was asked for and takes its time. */
export type Task<Progress, Result> =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly progress: Progress }
  /** Asked to end, which it does within a step; what it does until then still counts. */
  | { readonly state: 'stopping'; readonly progress: Progress }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly fault: Fault }
  | { readonly state: 'done'; readonly result: Result };

export const IDLE = { state: 'idle' } as const;

/** The task after news of its progress: one that is stopping goes on to say so, one that is over stays as it ended. */
export function progressed<Progress, Result>(
  now: Task<Progress, Result>,
  progress: Progress,
): Task<Progress, Result> {
  return isUnderWay(now) ? { state: now.state, progress } : now;
}

/** The task after it was asked to end. */
export function stopping<Progress, Result>(now: Task<Progress, Result>): Task<Progress, Result> {
  return isUnderWay(now) ? { state: 'stopping', progress: now.progress } : now;
}

/** How a task ended that had this outcome. */
export function ended<Result>(outcome: Outcome<Result>): Task<never, Result> {
  if (outcome.ok) return { state: 'done', result: outcome.value };
  const { fault } = outcome;
  return fault.kind === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', fault };
}

export function isUnderWay<Progress>(
  task: Task<Progress, unknown>,
): task is Extract<Task<Progress, never>, { readonly progress: Progress }> {
  return task.state === 'running' || task.state === 'stopping';
}

/** Null where nothing is under way. */
export function progressOf<Progress>(task: Task<Progress, unknown>): Progress | null {
  return isUnderWay(task) ? task.progress : null;
}

/** Null where it is not done. */
export function resultOf<Result>(task: Task<unknown, Result>): Result | null {
  return task.state === 'done' ? task.result : null;
}

/** Null where it did not fail. */
export function faultOf(task: Task<unknown, unknown>): Fault | null {
  return task.state === 'failed' ? task.fault : null;
}

/** What a piece of work is given: how to say how far it is, and whether anyone still waits for it. */
export interface AtWork<Progress> {
  readonly report: (progress: Progress) => void;
  /** False once another piece was started, or this one dropped: what it finds is then not to be shown. */
  readonly isCurrent: () => boolean;
}

export interface TaskRunner<Progress, Result> {
  /**
   * Starts a piece of work; one under way is ended, and nothing that it still says counts. What it throws is a fault.
   * @returns whether it was done, and none was started after it.
   */
  readonly start: (
    progress: Progress,
    work: (at: AtWork<Progress>) => Promise<Outcome<Result>>,
  ) => Promise<boolean>;
  /** Asks the piece under way to end; how it ends is shown once it has. */
  readonly cancel: () => void;
  /** Ends the piece under way, if there is one, and shows nothing more of it: what is shown instead is the caller's. */
  readonly drop: () => void;
}

/**
 * One piece of work at a time, the latest that was started, in whatever order the answers come.
 * @param show gets every change of where it stands.
 * @param end asks the piece under way to end, which it is to answer by the fault `cancelled`, or by its result where that came first.
 */
export function task<Progress, Result>(
  show: (now: Task<Progress, Result>) => void,
  end: () => void = () => undefined,
): TaskRunner<Progress, Result> {
  let now: Task<Progress, Result> = IDLE;
  let current: object | null = null;
  const put = (next: Task<Progress, Result>) => {
    now = next;
    show(next);
  };
  const drop = () => {
    if (!current) return;
    current = null;
    end();
  };
  return {
    drop,
    cancel: () => {
      if (!current || now.state === 'stopping') return;
      put(stopping(now));
      end();
    },
    start: async (progress, work) => {
      drop();
      const mine = {};
      const isCurrent = () => current === mine;
      current = mine;
      put({ state: 'running', progress });
      const report = (news: Progress) => {
        if (isCurrent()) put(progressed(now, news));
      };
      const outcome = await outcomeOf(() => work({ report, isCurrent }));
      if (!isCurrent()) return false;
      current = null;
      put(ended(outcome));
      return outcome.ok;
    },
  };
}

async function outcomeOf<Result>(work: () => Promise<Outcome<Result>>): Promise<Outcome<Result>> {
  try {
    return await work();
  } catch (error) {
    return failed(toFault(error));
  }
}
