import { visible } from '../../../experiment/visible.ts';
import { entryWords } from '../../../report/story.ts';
import { pairKeyOf } from '../../../results/compare-reports.ts';
import type { Look } from '../../../studies/microscope/microscope.ts';
import charts from '../../kit/styles/charts.module.css';
import controls from '../../kit/styles/controls.module.css';
import { useLab } from '../../state/lab-store.ts';
import { placeStore, togglePin } from '../../state/place.ts';
import { isUnderWay, progressOf, resultOf } from '../../state/task.ts';
import { searchCache, startLook, stopLook, useLook } from './look-store.ts';
import styles from './microscope.module.css';

/** The ways to an earlier token: the first whose bits differ, and the one whose key or value this step read. */
export function Backwards({ look }: { readonly look: Look }) {
  const { place, firstDifference, cacheLayer } = look;
  const busy = useLab(({ status }) => isUnderWay(status));
  const search = useLook((state) => state.search);
  const progress = progressOf(search);
  const entry = resultOf(search);
  const go = (position: number) => {
    const pairKey = pairKeyOf(place);
    const { pinned } = placeStore.getState();
    if (pinned?.pairKey !== pairKey || pinned.position !== position) togglePin({ pairKey, position });
    void startLook({ ...place, position });
  };
  if (progress) {
    return (
      <div className={charts.workLine} data-part="work-line">
        <progress
          aria-label="Following the cache back"
          value={progress.done}
          max={Math.max(1, progress.total)}
        />
        <span>
          Following the cache back: {progress.done} of {progress.total} tokens
        </span>
        <button type="button" onClick={stopLook}>
          Stop
        </button>
      </div>
    );
  }
  const toFirst = firstDifference !== null && firstDifference < place.position;
  const toCache = cacheLayer !== null && place.position > 0;
  if (!toFirst && !toCache) return null;
  return (
    <div className={styles.backwards}>
      {toCache && search.state === 'done' && <p>{visible(entryWords(cacheLayer, entry, place.b))}</p>}
      <div className="row">
        {toCache && search.state !== 'done' && (
          <button
            type="button"
            aria-disabled={busy}
            onClick={() => !busy && void searchCache(place, cacheLayer)}
          >
            Find the step that wrote the difference into the cache
          </button>
        )}
        {entry && (
          <button type="button" aria-disabled={busy} onClick={() => !busy && go(entry.position)}>
            Go to token {entry.position}, which wrote it
          </button>
        )}
        {toFirst && (
          <button
            type="button"
            className={controls.quiet}
            aria-disabled={busy}
            onClick={() => !busy && go(firstDifference)}
          >
            Go to token {firstDifference}, the first that differs
          </button>
        )}
      </div>
    </div>
  );
}
