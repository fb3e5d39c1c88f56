import { lazy, Suspense, useMemo, useRef } from 'react';
import { sentFacts } from '../../../../audit/server/audit-facts.ts';
import type { MechanismFigures } from '../../../../audit/server/judge-audit.ts';
import type { ForestRow } from '../../../../charts/forest-plot.tsx';
import { visible } from '../../../../experiment/visible.ts';
import {
  firstFork,
  flipCounts,
  forkWords,
  MECHANISM_NOTES,
  MECHANISM_WORDS,
  shownFigures,
  unaskedWords,
  VERDICT_WORDS,
  verdictWords,
} from '../../../../report/audit-server.ts';
import { auditFinding } from '../../../../report/audit-server-lines.ts';
import { percentWords } from '../../../../results/amounts.ts';
import { grouped } from '../../../../results/text.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useWidth } from '../../../kit/use-width.ts';
import styles from './server.module.css';
import type { FoundAudit } from './server-store.ts';

const ForestPlot = lazy(async () => ({
  default: (await import('../../../../charts/forest-plot.tsx')).ForestPlot,
}));

const WIDEST = 900;

/** The finding in a sentence, and each mechanism's share with its interval. */
export function FindingPanel({ found }: { readonly found: FoundAudit }) {
  const { record, judgement, file } = found;
  const box = useRef<HTMLElement>(null);
  const width = Math.min(useWidth(box), WIDEST);
  const rows = useMemo(() => judgement.mechanisms.flatMap(rowOf), [judgement]);
  const differs = judgement.mechanisms.some(({ verdict }) => verdict === 'differs');
  return (
    <section className={tables.panel} aria-labelledby="server-finding" ref={box}>
      <h3 id="server-finding">
        {visible(record.model)} at {visible(record.url)}
      </h3>
      <p className={styles.verdict} data-differs={differs} role="status">
        {auditFinding(judgement)}
      </p>
      <p className={tables.note}>
        {file === null ? 'Asked from this page' : `Of the file ${visible(file)}, asked`} on{' '}
        {dateWords(record.began)}
        {record.twin && `, beside ${visible(record.twin.model)} at ${visible(record.twin.url)}`}.
      </p>
      {rows.length > 0 && width > 0 && (
        <div className={styles.chart} data-chart="Answers that differ">
          <Suspense>
            <ForestPlot
              title="Share of answers that differ from their reference"
              rows={rows}
              unit="%"
              less="answers that differ, with 95 % intervals"
              signed={false}
              width={width}
            />
          </Suspense>
        </div>
      )}
    </section>
  );
}

/** To the minute, the same everywhere. */
function dateWords(began: string): string {
  const date = new Date(began);
  return Number.isNaN(date.getTime())
    ? visible(began)
    : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const MARKS = { differs: 'difference', 'none-seen': 'equivalent', 'not-apart': 'inconclusive' } as const;

/** A row of the picture: of tokens, or of bits where those alone differ. */
function rowOf(found: MechanismFigures): ForestRow[] {
  const { mechanism, verdict } = found;
  const { treatment } = shownFigures(found);
  if (verdict === 'untold' || treatment.share === null) return [];
  const { value, low, high } = treatment.share;
  return [
    {
      ...{ id: mechanism, title: MECHANISM_WORDS[mechanism] },
      ...{ value: 100 * value, low: 100 * low, high: 100 * high },
      ...{ smallest: 0, planned: true, mark: MARKS[verdict], markWords: VERDICT_WORDS[verdict] },
      words: `${grouped(treatment.differ)} of ${grouped(treatment.of)}: ${percentWords(value)} (${percentWords(low)} to ${percentWords(high)})`,
    },
  ];
}

/** Each mechanism with what was compared, its verdict and where an answer first left. */
export function VerdictTable({ found }: { readonly found: FoundAudit }) {
  const { record, judgement } = found;
  const unasked = unaskedWords(record);
  return (
    <section className={tables.panel} aria-labelledby="server-verdicts">
      <h3 id="server-verdicts">By mechanism</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Verdicts, table">
        <table className={styles.verdicts}>
          <thead>
            <tr>
              <th scope="col">mechanism</th>
              <th scope="col" className="number">
                requests
              </th>
              <th scope="col">verdict</th>
              <th scope="col">first difference</th>
            </tr>
          </thead>
          <tbody>
            {judgement.mechanisms.map((each) => {
              const fork = firstFork(each);
              const flips = flipCounts(each);
              return (
                <tr key={each.mechanism} data-verdict={each.verdict}>
                  <th scope="row">
                    {MECHANISM_WORDS[each.mechanism]} <small>{MECHANISM_NOTES[each.mechanism]}</small>
                  </th>
                  <td className="number">
                    {grouped(
                      each.mechanism === 'restart'
                        ? each.trials.length
                        : sentFacts(record, each.mechanism).requests,
                    )}
                  </td>
                  <td>{visible(verdictWords(each, record, judgement))}</td>
                  <td>
                    {fork ? `${visible(forkWords(fork))}${flips === '' ? '' : `; flips: ${flips}`}` : '–'}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      {unasked.length > 0 && (
        <>
          <h4 className={styles.untold}>What could not be told apart, or was not asked</h4>
          <ul className={styles.notes}>
            {unasked.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
