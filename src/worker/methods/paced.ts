import type { Pause } from '../../audit/drift/read-table.ts';
import { breathe } from '../../engines/cpu/breathe.ts';
import type { AloneWork, Progress } from '../method.ts';

/** Between two news of how far reading is, and between two pauses for what else is asked. */
const NEWS_MS = 100;

/** Called often by long reading: now and then tells how far it is and lets others have their turn. Throws the signal's reason. */
export function paced({ signal, tell }: AloneWork<Progress>): Pause {
  let told = 0;
  return async (done, total) => {
    const now = performance.now();
    if (now - told > NEWS_MS) {
      told = now;
      tell({ done, total });
      await breathe();
    }
    signal.throwIfAborted();
  };
}

/** The same for each of several sources that are read in turn: tells how far all of them together are. `sizes`: theirs. */
export function pacedInTurn(work: AloneWork<Progress>, sizes: readonly number[]): Pause[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let before = 0;
  return sizes.map((size) => {
    const [base, pause] = [before, paced(work)];
    before += size;
    return (done) => pause(base + done, total);
  });
}
