import type { CensusTiming } from '../../../census/census-types.ts';
import { grouped } from '../../../results/text.ts';
import tables from '../../kit/styles/tables.module.css';
import styles from './census.module.css';
import { microsecondsText } from './census-words.ts';
import { LatencyStrip, spanOf } from './latency-strip.tsx';

/** How fine its clocks are, and how long the smallest piece of work takes. */
export function TimingPanel({ timing }: { readonly timing: CensusTiming }) {
  const { dispatch, map, timestampGrain, clockGrain } = timing;
  const span = spanOf([dispatch, map]);
  return (
    <section className={tables.panel} aria-labelledby="census-timing">
      <h2 id="census-timing">How long does nothing take?</h2>
      <div className={styles.latencies}>
        {(
          [
            ['One more dispatch of an empty kernel', dispatch],
            ['An empty kernel, from submission until its 16 bytes are read', map],
          ] as const
        ).map(([name, distribution]) => (
          <div key={name}>
            <p>
              {name}: <strong>{microsecondsText(distribution.median)}</strong>{' '}
              <small>
                median of {distribution.samples}; half within {microsecondsText(distribution.p25)} and{' '}
                {microsecondsText(distribution.p75)}, 95 % below {microsecondsText(distribution.p95)}
              </small>
            </p>
            <LatencyStrip name={name} distribution={distribution} span={span} />
          </div>
        ))}
      </div>
      <p className={tables.note}>
        Line: from the least to the 95th percentile; box: the middle half; bar: the median. The axis is
        logarithmic, a line for each power of ten from {microsecondsText(span[0])} to{' '}
        {microsecondsText(span[1])}.{' '}
        {timestampGrain === null
          ? 'It takes no timestamps'
          : `Timestamps differ by ${grouped(timestampGrain)} ns at least`}
        ; the clock by {microsecondsText(clockGrain)}. Times of another run differ a little.
      </p>
    </section>
  );
}
