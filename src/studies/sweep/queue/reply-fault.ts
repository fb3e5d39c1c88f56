import { SweepError } from '../sweep-error.ts';
import { shownText } from './shown-text.ts';

/** What Redis answers while it is short of something, or not ready: the same may do later. */
const PASSING = /^(?:OOM|MISCONF|READONLY|LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS)\b/;

/**
 * An error that Redis answered with, in words: what stands there may be another program's, of another type than ours. All others as they are.
 * `shown`: the queue's address.
 */
export function queueFault(error: unknown, shown: string): unknown {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return error;
  const found = shownText(error.message, 300);
  if (!PASSING.test(error.message))
    return new SweepError(`${shown}: expected a queue as the lab keeps it, found Redis to answer ${found}`);
  // A scheduler may start the process again.
  const cause = Object.assign(new Error(error.message), { code: 'EAGAIN' });
  return new SweepError(`${shown}: Redis takes nothing just now: ${found}`, { cause });
}
