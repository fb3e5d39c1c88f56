import { visible } from '../../../experiment/visible.ts';
import { type PairNames, pairKeyOf } from '../../../results/compare-reports.ts';
import type { PairReport } from '../../../results/pair-series.ts';
import { grouped, measured } from '../../../results/text.ts';
import { Name } from '../../kit/name.tsx';
import charts from '../../kit/styles/charts.module.css';
import { useLab } from '../../state/lab-store.ts';
import { isLive, replayPair } from './reports.ts';
import { WorkLine } from './work-line.tsx';

interface PastTheForkProps {
  readonly names: PairNames;
  readonly forced: PairReport | undefined;
}

/** Past the fork the arms answer different questions, until b is run again on a's tokens. */
export function PastTheFork({ names, forced }: PastTheForkProps) {
  const live = useLab(({ view }) => isLive(view));
  if (forced) {
    const { positions, argmaxEqual, differing, logits, maxAbsolute } = forced.totals;
    return (
      <p className={charts.pastFork}>
        <strong>Teacher-forced replay:</strong> <Name of={names.b} /> ran again and was fed{' '}
        <Name of={names.a} />
        's tokens, its batchmates as they were. On equal contexts the highest logit is another at{' '}
        {grouped(positions - argmaxEqual)} of {grouped(positions)} tokens; {grouped(differing)} of{' '}
        {grouped(logits)} logits differ, by at most {measured(maxAbsolute)}.
      </p>
    );
  }
  return (
    <div className={charts.pastFork}>
      <WorkLine
        workKey={pairKeyOf(names)}
        doing={`Running ${visible(names.b)} again on ${visible(names.a)}'s tokens`}
      >
        <button type="button" disabled={!live} onClick={() => void replayPair(names)}>
          Compare past the fork
        </button>
        <small>
          {live
            ? `Runs ${visible(names.b)} again with ${visible(names.a)}'s tokens fed to the probe, so that the contexts stay equal.`
            : 'Needs the engine: run it live first.'}
        </small>
      </WorkLine>
    </div>
  );
}
