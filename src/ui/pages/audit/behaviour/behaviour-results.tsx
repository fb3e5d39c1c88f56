import type {
  BehaviourReport,
  MeasureReport,
  WindowSummary,
} from '../../../../audit/behaviour/behaviour-report.ts';
import { visible } from '../../../../experiment/visible.ts';
import {
  behaviourFinding,
  callTitle,
  comparisonWords,
  differenceText,
  figureText,
  loopTitle,
  MEASURE_WORDS,
  measureName,
  pText,
  windowWords,
} from '../../../../report/audit-behaviour.ts';
import { behaviourCsv, behaviourMarkdown } from '../../../../report/audit-behaviour-files.ts';
import { visibleLines } from '../../../kit/format.ts';
import { saveFile, saveJson } from '../../../kit/save-file.ts';
import tables from '../../../kit/styles/tables.module.css';
import styles from './behaviour.module.css';
import { DifferenceCharts } from './difference-charts.tsx';

/** What an audit found. */
export function BehaviourResults({ report }: { readonly report: BehaviourReport }) {
  const { reference, current } = report;
  return (
    <>
      <section className={tables.panel} aria-label="How it behaves">
        <div className={tables.panelHead}>
          <h2>{current ? 'What is apart' : 'How it behaves'}</h2>
          <ExportRow report={report} />
        </div>
        <p className={styles.finding} role="status">
          {visible(behaviourFinding(report))}
        </p>
        <p className={tables.note}>
          Reference {windowWords(reference)}.{current && ` Current ${windowWords(current)}.`}
        </p>
        <DifferenceCharts report={report} />
        <MeasureTable report={report} />
        <p className={tables.note}>{comparisonWords(report)}</p>
        {report.notes.map((note) => (
          <p key={note} className={tables.note}>
            {visible(note)}
          </p>
        ))}
      </section>
      {[reference, ...(current ? [current] : [])].map((window, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: both may be one file, and there are two at most.
        <Examples key={i} window={window} unit={report.unit} />
      ))}
    </>
  );
}

function MeasureTable({ report: { measures, unit, current } }: { readonly report: BehaviourReport }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label="Measures">
      <table>
        <thead>
          <tr>
            <th scope="col">measure</th>
            <th scope="col">reference</th>
            {current && (
              <>
                <th scope="col">current</th>
                <th scope="col">difference</th>
                <th scope="col">p (corrected)</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {measures.map((measure) => (
            <MeasureRow key={measure.id} measure={measure} unit={unit} two={current !== null} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface MeasureRowProps {
  readonly measure: MeasureReport;
  readonly unit: BehaviourReport['unit'];
  readonly two: boolean;
}

function MeasureRow({ measure: { id, reference, current, difference }, unit, two }: MeasureRowProps) {
  return (
    <tr data-differs={difference?.differs || undefined}>
      <th scope="row">
        {difference?.differs && <span title="differs">≠ </span>}
        {measureName(id, unit)}
        <small className={styles.means}>{MEASURE_WORDS[id]}</small>
      </th>
      <td>{figureText(id, reference)}</td>
      {two && (
        <>
          <td>{figureText(id, current)}</td>
          <td>{differenceText(id, difference)}</td>
          <td>{difference ? pText(difference) : '–'}</td>
        </>
      )}
    </tr>
  );
}

interface ExamplesProps {
  readonly window: WindowSummary;
  readonly unit: BehaviourReport['unit'];
}

/** Strangers' text: only ever children of an element, never markup. */
function Examples({ window, unit }: ExamplesProps) {
  const { name, loops, calls } = window;
  if (loops.length + calls.length === 0) return null;
  return (
    <section className={tables.panel} data-part="worst" aria-label={`Worst of ${visible(name)}`}>
      <div className={tables.panelHead}>
        <h2>Worst of {visible(name)}</h2>
      </div>
      <ul className={styles.worst}>
        {loops.map((loop) => (
          <li key={`${loop.at} ${loop.id}`}>
            <p>{loopTitle(loop, unit)}</p>
            <blockquote>{visibleLines(loop.said)}</blockquote>
          </li>
        ))}
        {calls.map((call) => (
          <li key={`${call.at} ${call.id} ${call.name}`}>
            <p>{callTitle(call)}</p>
            <blockquote>{visibleLines(call.arguments)}</blockquote>
          </li>
        ))}
      </ul>
    </section>
  );
}

const STEM = 'behaviour';

function ExportRow({ report }: { readonly report: BehaviourReport }) {
  const save = (name: string, type: string, text: string) => saveFile(name, new Blob([text], { type }));
  return (
    <div className="row">
      <button type="button" onClick={() => saveJson(`${STEM}.json`, report)}>
        Save as JSON
      </button>
      <button type="button" onClick={() => save(`${STEM}.csv`, 'text/csv', behaviourCsv(report))}>
        CSV
      </button>
      <button type="button" onClick={() => save(`${STEM}.md`, 'text/markdown', behaviourMarkdown(report))}>
        Markdown
      </button>
    </div>
  );
}
