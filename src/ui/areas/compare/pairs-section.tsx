import layout from '../../kit/styles/layout.module.css';
import { shownExperiment } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import { pairKey, pairsOf } from '../../state/pairs.ts';
import { sectionRef } from '../../state/sections.ts';
import { toggleSpaces, useSettings } from '../../state/settings.ts';
import { isUnderWay } from '../../state/task.ts';
import { toggleOnlyDifferences, useCompareOptions } from './compare-options.ts';
import { NotRun } from './not-run.tsx';
import { PairPages } from './pair-pages.tsx';
import { PairPanel } from './pair-panel.tsx';
import { usePairsPage } from './shown-pairs.ts';
import styles from './strip.module.css';
import { VerdictList } from './verdict-list.tsx';

/** Pairs that a screen shows at once; more get a list of their verdicts above them. */
const MOST_AT_A_GLANCE = 2;

/** Every pair that the experiment compares. */
export function Pairs() {
  const experiment = useLab(shownExperiment);
  const origin = useLab(({ chosen }) => chosen.id);
  const spaces = useSettings((settings) => settings.spaces);
  const onlyDifferences = useCompareOptions((options) => options.onlyDifferences);
  const empty = useLab(({ view, status }) => view.source === 'none' && !isUnderWay(status));
  const pairs = pairsOf(experiment);
  const page = usePairsPage(pairs);
  if (pairs.length === 0) return null;
  return (
    <section ref={sectionRef.streams} aria-labelledby="pairs-title">
      <div className={layout.sectionHead}>
        <h2 id="pairs-title">Token streams</h2>
        <small className={layout.keys}>
          Arrow keys walk the tokens, <kbd>n</kbd> <kbd>p</kbd> the differences; <kbd>Enter</kbd> pins one,{' '}
          <kbd>Esc</kbd> unpins.
        </small>
        <div className={styles.checks}>
          <label className={layout.check}>
            <input type="checkbox" checked={onlyDifferences} onChange={toggleOnlyDifferences} />
            Only differences
          </label>
          <label className={layout.check}>
            <input type="checkbox" checked={spaces} onChange={toggleSpaces} />
            Show spaces
          </label>
        </div>
      </div>
      {pairs.length > MOST_AT_A_GLANCE && <VerdictList pairs={pairs} />}
      {page.shown.map((pair) =>
        empty ? (
          <NotRun key={pairKey(pair)} pair={pair} />
        ) : (
          <PairPanel key={`${origin}/${pairKey(pair)}`} pair={pair} />
        ),
      )}
      <PairPages pairs={pairs} page={page} />
    </section>
  );
}
