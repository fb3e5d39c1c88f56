import { OUTCOME_HEADS, outcomeCells, planWords, trackerVerdict } from '../../../../report/tracker.ts';
import { grouped } from '../../../../results/text.ts';
import { DETECTORS } from '../../../../studies/tracker/detectors.ts';
import type { TrackerOutcome } from '../../../../studies/tracker/simulate-tracker.ts';
import tables from '../../../kit/styles/tables.module.css';
import styles from './tracker.module.css';
import { COURSES } from './use-simulation.ts';

/** Detectors side by side over many courses. */
export function OutcomePanel({ outcome }: { readonly outcome: TrackerOutcome | null }) {
  return (
    <section className={tables.panel} aria-labelledby="tracker-outcome-title">
      <div className={tables.panelHead}>
        <h2 id="tracker-outcome-title">Detectors side by side</h2>
        <output className={tables.note}>{progressWords(outcome)}</output>
      </div>
      {outcome && (
        <>
          <p className={styles.verdict} data-part="tracker-verdict">
            {trackerVerdict(outcome)}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
          <section className={tables.scroll} tabIndex={0} aria-label="Detectors, table">
            <table>
              <thead>
                <tr>
                  {OUTCOME_HEADS.map((head, i) => (
                    <th key={head} scope="col" className={i === 0 ? undefined : 'number'}>
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {outcome.detectors.map((detector) => {
                  const [name, ...cells] = outcomeCells(detector);
                  return (
                    <tr key={detector.id}>
                      <th scope="row">{name}</th>
                      {cells.map((cell, i) => (
                        <td key={OUTCOME_HEADS[i + 1]} className="number">
                          {cell}
                        </td>
                      ))}
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </section>
          <p className={tables.note}>{planWords(outcome.plan)} In brackets 95 % intervals over courses.</p>
          <ul className={`${tables.note} ${styles.words}`}>
            {DETECTORS.filter(({ id }) => outcome.detectors.some((each) => each.id === id)).map(
              ({ id, name, words }) => (
                <li key={id}>
                  <strong>{name}</strong>: {words}
                </li>
              ),
            )}
          </ul>
        </>
      )}
    </section>
  );
}

function progressWords(outcome: TrackerOutcome | null): string {
  const done = outcome?.courses ?? 0;
  return done < COURSES ? `${grouped(done)} of ${grouped(COURSES)} courses` : `${grouped(done)} courses`;
}
