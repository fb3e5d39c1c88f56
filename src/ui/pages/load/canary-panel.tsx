import { lazy, memo, Suspense, useMemo, useRef } from 'react';
import {
  DECISION_WORDS,
  differenceWords,
  latencyWords,
  percentOf,
  ratioWords,
  shareWords,
  timesWords,
  verdictWords,
} from '../../../report/canary.ts';
import type { CanaryLook } from '../../../results/load/load-record.ts';
import { capital } from '../../../results/text.ts';
import type { CanaryRule } from '../../../steps/serving.ts';
import tables from '../../kit/styles/tables.module.css';
import { useWidth } from '../../kit/use-width.ts';
import type { ArmView } from './arm-view.ts';

const CanaryChart = lazy(async () => ({ default: (await import('./canary-chart.tsx')).CanaryChart }));

interface CanaryPanelProps {
  readonly view: ArmView;
  /** Looks of its test so far: stands for what is in the view, which grows in place. */
  readonly looks: number;
}

/** What is known of a canary: both endpoints with their intervals over the run, and what was decided. Nothing where the arm has none. */
export const CanaryPanel = memo(function CanaryPanel({ view, looks }: CanaryPanelProps) {
  const { route } = view.serving;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count stands for what is in the view.
  const shown = useMemo(() => [...view.looks], [view, looks]);
  return route?.by.kind === 'canary' ? <Panel rule={route.by} looks={shown} /> : null;
});

interface PanelProps {
  readonly rule: CanaryRule;
  readonly looks: readonly CanaryLook[];
}

/** By itself, so that its width is measured once it is there. */
function Panel({ rule, looks }: PanelProps) {
  const box = useRef<HTMLElement>(null);
  const width = useWidth(box);
  const last = looks.at(-1);
  const decided =
    last && last.decision !== 'continue' ? { at: last.at, words: DECISION_WORDS[last.decision] } : null;
  return (
    <section className={tables.panel} aria-labelledby="load-canary-title" ref={box} data-part="canary">
      <h2 id="load-canary-title">Canary</h2>
      <p data-part="canary-verdict" data-decision={last?.decision ?? 'continue'}>
        {last
          ? `${capital(verdictWords({ rule, looks }))}.`
          : `On trial with ${percentOf(rule.share)} % of the requests: none of its own has ended yet.`}
      </p>
      <p className={tables.note}>
        Looked at whenever a request of the canary ends. All intervals of a run together hold what is true
        with {percentOf(1 - rule.alpha)} % at least, so looking often raises no false alarm. The canary has{' '}
        {percentOf(rule.share)} % of the traffic: how it bears all of it no trial of this size shows.
      </p>
      {last && (
        <>
          <div style={{ minHeight: rule.quality ? 320 : 170 }}>
            <Suspense>
              {width > 0 && looks.length > 1 && <CanaryChart {...{ looks, rule, decided, width }} />}
            </Suspense>
          </div>
          <Estimates look={last} rule={rule} />
        </>
      )}
    </section>
  );
}

function Estimates({ look: { latency, quality }, rule }: { look: CanaryLook; rule: CanaryRule }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label="Canary, table">
      <table>
        <thead>
          <tr>
            <th scope="col">endpoint</th>
            {['control', 'canary', 'canary to control', 'margin'].map((head) => (
              <th key={head} scope="col" className="number">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{latencyWords(rule.latency)}</th>
            <td className="number">{timesWords(latency.control)}</td>
            <td className="number">{timesWords(latency.canary)}</td>
            <td className="number">{ratioWords(latency.against)}</td>
            <td className="number">{rule.latency.margin} times</td>
          </tr>
          {quality && rule.quality && (
            <tr>
              <th scope="row">right answers</th>
              <td className="number">{shareWords(quality.control)}</td>
              <td className="number">{shareWords(quality.canary)}</td>
              <td className="number">{differenceWords(quality.against)}</td>
              <td className="number">-{percentOf(rule.quality.margin)} points</td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}
