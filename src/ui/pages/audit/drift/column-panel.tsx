import { lazy, Suspense, useRef } from 'react';
import { visible } from '../../../../experiment/visible.ts';
import { alarmText, exampleText, typeText } from '../../../../report/audit-drift.ts';
import { measured } from '../../../../results/text.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useWidth } from '../../../kit/use-width.ts';
import styles from './drift.module.css';
import { type OpenColumn, useDrift } from './drift-store.ts';

const DriftHistogram = lazy(async () => ({
  default: (await import('../../../../charts/drift-histogram.tsx')).DriftHistogram,
}));

/** One column of one window: both histograms, and cells that show a change of type. */
export function ColumnPanel() {
  const opened = useDrift((state) => state.opened);
  return opened && <Opened opened={opened} />;
}

function Opened({ opened: { column, picture } }: { readonly opened: OpenColumn }) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const { type, ks, chi2Test } = column;
  return (
    <section className={styles.column} aria-label={`Column ${visible(column.name)}`}>
      <h3>{visible(column.name)}</h3>
      <p>
        {typeText(column)}
        {type.changed && type.examples.length > 0 && <>, such as {exampleText(column)}</>}. Alarms:{' '}
        {alarmText(column)}.
      </p>
      <p className={tables.note}>
        {ks.p !== null && (
          <>
            KS p {measured(ks.p)}, {measured(ks.corrected!)} corrected
            {ks.error > 0 ? `, of sketches, D within ${measured(ks.error)}` : ks.exact ? ', exact' : ''}.{' '}
          </>
        )}
        {chi2Test.p !== null && (
          <>
            Chi-square p {measured(chi2Test.p)}, {measured(chi2Test.corrected!)} corrected, over{' '}
            {OVER[chi2Test.over]}.{' '}
          </>
        )}
      </p>
      <p className={styles.key} aria-hidden="true">
        <span className={styles.before} /> reference <span className={styles.now} /> current
      </p>
      <div ref={place} className={styles.picture} data-part="drift-picture">
        {picture === 'none' && (
          <p className={tables.note}>Nothing to draw: times, nulls, or too many distinct texts.</p>
        )}
        {picture !== null && picture !== 'none' && width > 0 && (
          <Suspense>
            <DriftHistogram
              title={`${visible(column.name)}, reference and current`}
              picture={picture}
              width={width}
            />
          </Suspense>
        )}
      </div>
    </section>
  );
}

const OVER = { bins: 'deciles of the reference', values: 'values', hashes: 'classes of hashes' } as const;
