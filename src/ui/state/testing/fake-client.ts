import type { Fault } from '../../../worker/fault.ts';

/** A question to the worker: what it was given, and the way to answer it. */
export interface Question {
  readonly args: readonly unknown[];
  readonly answer: (value: unknown) => Promise<void>;
  readonly fail: (kind: Fault['kind'], message?: string) => Promise<void>;
}

/** What was asked and not asked to end, in order. */
export const questions: Question[] = [];
/** What was asked to end. */
export const ended: unknown[] = [];

export function forgetQuestions(): void {
  for (const list of [questions, ended]) list.length = 0;
}

/** Answers when a test does. In a test: `vi.mock('…/client.ts', () => import('…/testing/fake-client.ts'))`. */
export const labClient = asking();

/** Asks for something without saying of what; other questions without arguments end what is under way, or nobody waits for them. */
const LISTS = 'kept';

/** Whatever it is called, and however deep in its subjects a method is. */
function asking(called?: string | symbol): unknown {
  return new Proxy(() => undefined, {
    get: (_target, name) => asking(name),
    apply: (_target, _this, args: readonly unknown[]) => {
      const [first] = args;
      const ends =
        (args.length === 0 && called !== LISTS) ||
        (typeof first === 'object' && first !== null && 'lane' in first);
      if (ends) return ended.push(first);
      return new Promise((resolve) => {
        const settle = async (outcome: object) => {
          resolve(outcome);
          await answered();
        };
        questions.push({
          args,
          answer: (value) => settle({ ok: true, value }),
          fail: (kind, message = kind) => settle({ ok: false, fault: { kind, message } }),
        });
      });
    },
  });
}

/** Whoever waits for an answer has gone on. */
async function answered(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}
