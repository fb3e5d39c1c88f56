import type { Pause } from '../../audit/drift/read-table.ts';
import { breathe } from '../../engines/cpu/breathe.ts';
import type { AloneWork, Progress } from '../method.ts';

/** Between two news of how far reading is, and between two pauses for what else is asked. */
const NEWS_MS = 100;

/** Called often by long reading: now and then tells how far it is and lets others have their turn. Throws the signal's reason. */
export function paced(
  { signal, tell }: Pick<AloneWork<Progress>, 'signal' | 'tell'>,
  progress: (done: number, total: number) => Progress,
): Pause {
  let told = 0;
  return async (done, total) => {
    const now = performance.now();
    if (now - told > NEWS_MS) {
      told = now;
      tell(progress(done, total));
      await breathe();
    }
    signal.throwIfAborted();
  };
}
