import { memo, type Ref, useMemo } from 'react';
import { timeText } from '../../../charts/load-window.ts';
import { counted, grouped } from '../../../results/text.ts';
import { Name } from '../../kit/name.tsx';
import tables from '../../kit/styles/tables.module.css';
import type { ArmView } from './arm-view.ts';
import styles from './load.module.css';
import type { CompanyWay } from './open-company.ts';
import { loadStepWords, stepTime } from './step-words.ts';
import { type Why, whyToken } from './why.ts';
import { besideWords, bitsWords, causeWords } from './why-words.ts';

/** Company that is listed by name. */
const LISTED = 40;

interface WhyPanelProps {
  readonly view: ArmView;
  readonly version: number;
  readonly request: number;
  /** The token that is asked about; null: the step alone is shown. */
  readonly position: number | null;
  readonly step: number;
  readonly ref?: Ref<HTMLElement>;
  /** To the company of the step in the lab, where the microscope is. */
  readonly company: CompanyWay;
}

/** From a gap in a stream to its causes, the step, its company, and on to the microscope. */
export const WhyPanel = memo(function WhyPanel({
  view,
  version,
  request,
  position,
  step,
  ref,
  company,
}: WhyPanelProps) {
  // The version stands for what is in the view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const why = useMemo(
    () =>
      position !== null && position < view.requests[request].tokens.length
        ? whyToken(view, request, position)
        : null,
    [view, version, request, position],
  );
  const at = why ? why.at : step;
  const shown = view.scene.steps[at];
  const isShared = shown !== undefined && shown.slices.length > 1;
  return (
    <section
      className={tables.panel}
      aria-labelledby="load-why-title"
      ref={ref}
      tabIndex={-1}
      data-part="load-why"
    >
      <div className={tables.panelHead}>
        <h2 id="load-why-title">{why ? 'Why slow, why different, here?' : 'The step'}</h2>
        {isShared && company.open && (
          <button type="button" onClick={() => company.open?.(at)}>
            Open this company in the lab
          </button>
        )}
      </div>
      {why ? (
        <TokenWhy why={why} name={view.requests[request].id} />
      ) : (
        <p className={tables.note}>Choose a token of the watched request to ask why it came when it did.</p>
      )}
      {shown && (
        <>
          <h3 className={styles.stepHead}>
            Step {grouped(at)} <small>{stepTime(shown)}</small>
          </h3>
          <p className={styles.stepWords}>{loadStepWords(shown)}.</p>
          {isShared && company.words !== '' && (
            <p className={tables.note} role="status">
              {company.words}
            </p>
          )}
          <Company slices={shown.slices} />
          <Plans plans={view.plans[shown.plan]} />
        </>
      )}
    </section>
  );
});

function TokenWhy({ why, name }: { readonly why: Why; readonly name: string }) {
  const bits = bitsWords(why);
  return (
    <div aria-live="polite">
      <p>
        Token {grouped(why.position)} of <Name of={name} /> was there {timeText(why.to - why.from)} after{' '}
        {why.position === 0 ? 'it arrived' : 'the one before it'}.
      </p>
      <ul className={styles.causes}>
        {why.causes.map((cause) => (
          <li key={`${cause.state}.${cause.steps?.[0]}`}>
            <span
              className={styles.share}
              aria-hidden="true"
              data-state={cause.state}
              style={{ width: `${(100 * cause.milliseconds) / Math.max(1e-9, why.to - why.from)}%` }}
            />
            {causeWords(cause)}
          </li>
        ))}
        {besideWords(why).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      {bits && <p data-part="load-bits">{bits}</p>}
    </div>
  );
}

function Company({ slices }: Pick<ArmView['scene']['steps'][number], 'slices'>) {
  const shown = slices.slice(0, LISTED);
  return (
    <details className={styles.company}>
      <summary>{counted(slices.length, 'request')} shared it</summary>
      <ul>
        {shown.map(({ request, rows, kind }) => (
          <li key={request}>
            <Name of={request} /> {kind === 'prefill' ? counted(rows, 'prompt row') : 'decode'}
          </li>
        ))}
        {slices.length > LISTED && <li>and {grouped(slices.length - LISTED)} more</li>}
      </ul>
    </details>
  );
}

function Plans({ plans }: { readonly plans: Readonly<Record<string, string>> | undefined }) {
  if (!plans) return null;
  return (
    <details className={styles.company}>
      <summary>Its reduction plans</summary>
      <ul>
        {Object.entries(plans).map(([operation, plan]) => (
          <li key={operation}>
            <strong>{operation}</strong> <code>{plan}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
