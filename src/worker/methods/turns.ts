import type { PieceName } from '../aside.ts';
import { quick } from '../method.ts';
import type { Turns } from '../turns.ts';

/** What is asked of the work under way; nothing happens where there is none. */
export function turnMethods(turns: Turns) {
  return {
    /** Holds a run before its next step. */
    pause: quick(() => turns.pause()),
    resume: quick(() => turns.resume()),
    /** Lets one step of one arm through and holds again. */
    step: quick(() => turns.step()),
    /** Ends what is `alone` before its next step. */
    cancel: quick(() => turns.cancel()),
    /** Ends what is `aside`, of a lane or of one key in it, before its next step. */
    end: quick((name: PieceName) => turns.end(name)),
  };
}
