import { lazy, Suspense, useId, useRef } from 'react';
import type { ForestRow } from '../../../../charts/forest-plot.tsx';
import { visible } from '../../../../experiment/visible.ts';
import { CONCLUSION_WORDS, isMeasured } from '../../../../report/study.ts';
import {
  differenceInterval,
  differenceUnit,
  hasInterval,
  isFigure,
  measureWords,
  plainNumber,
  signedWords,
} from '../../../../report/study-figures.ts';
import { titleOfMeasure } from '../../../../report/study-selection.ts';
import { capital } from '../../../../results/text.ts';
import type { Measure } from '../../../../studies/sweep/measures.ts';
import type { Conclusion, StudyOutcome, TestedHypothesis } from '../../../../studies/sweep/outcome.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useWidth } from '../../../kit/use-width.ts';
import styles from './studies.module.css';

const ForestPlot = lazy(async () => ({
  default: (await import('../../../../charts/forest-plot.tsx')).ForestPlot,
}));
const Mark = lazy(async () => ({ default: (await import('../../../../charts/forest-plot.tsx')).Mark }));

const CONCLUSIONS: readonly Conclusion[] = ['difference', 'negligible', 'equivalent', 'inconclusive'];

/** Every hypothesis's difference with its interval, a plot for each measure. */
export function StudyForest({ outcome }: { readonly outcome: StudyOutcome }) {
  const box = useRef<HTMLElement>(null);
  const width = useWidth(box);
  const title = useId();
  const drawn = outcome.hypotheses.filter(isMeasured);
  if (drawn.length === 0) return null;
  const measures = [...new Set(drawn.map(({ hypothesis }) => hypothesis.measure))];
  return (
    <section className={tables.panel} aria-labelledby={title} ref={box}>
      <h2 id={title}>Differences</h2>
      <ul className={styles.keys}>
        {CONCLUSIONS.map((mark) => (
          <li key={mark}>
            <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
              <Suspense>
                <Mark mark={mark} x={7} y={7} />
              </Suspense>
            </svg>
            {CONCLUSION_WORDS[mark]}
          </li>
        ))}
        <li>dotted box: too small to matter</li>
      </ul>
      {measures.map((measure) => {
        const rows = drawn.filter(({ hypothesis }) => hypothesis.measure === measure).map(rowOf);
        const name = `Difference of the ${measureWords(measure)}`;
        return (
          <div key={measure}>
            {measures.length > 1 && <h3 className={styles.part}>{capital(measureWords(measure))}</h3>}
            <div data-chart={name} style={{ minHeight: 50 * rows.length }}>
              {width > 0 && (
                <Suspense>
                  <ForestPlot
                    title={name}
                    rows={rows}
                    unit={differenceUnit(measure)}
                    width={Math.min(width - 32, 900)}
                  />
                </Suspense>
              )}
            </div>
          </div>
        );
      })}
    </section>
  );
}

function rowOf({ hypothesis, difference, conclusion, planned }: TestedHypothesis): ForestRow {
  const { id, measure, smallest } = hypothesis;
  return {
    id: visible(id),
    title: visible(titleOfMeasure(hypothesis)),
    value: plainNumber(measure, difference.value),
    low: bound(measure, difference.low),
    high: bound(measure, difference.high),
    smallest: plainNumber(measure, smallest),
    mark: conclusion,
    planned,
    words: `${signedWords(measure, difference.value)} (${hasInterval(difference) ? differenceInterval(measure, difference) : 'no interval'})`,
  };
}

function bound(measure: Measure, value: number): number | null {
  return isFigure(value) ? plainNumber(measure, value) : null;
}
