import type { Role } from '../../../experiment/schema.ts';
import type { StepSide } from '../../../report/fall.ts';
import { counted, grouped } from '../../../results/text.ts';
import { Name } from '../../kit/name.tsx';
import styles from './fall.module.css';

/** Requests of a step that are drawn one by one. */
const MOST_ROWS = 9;

interface BatchLevelProps {
  readonly probe: string;
  readonly a: StepSide;
  readonly b: StepSide;
  readonly roleOf: (request: string) => Role;
  readonly fall: () => void;
}

/** The step in both arms: who stood in it. The probe's row is the way down. */
export function BatchLevel({ probe, a, b, roleOf, fall }: BatchLevelProps) {
  return (
    <div className={styles.sides}>
      <Step side="a" {...a} {...{ probe, roleOf, fall }} />
      <Step side="b" {...b} {...{ probe, roleOf, fall }} />
    </div>
  );
}

interface StepProps extends StepSide, Pick<BatchLevelProps, 'probe' | 'roleOf' | 'fall'> {
  readonly side: 'a' | 'b';
}

function Step({ side, arm, step, probe, roleOf, fall }: StepProps) {
  const others = step.slices.filter(({ request }) => request !== probe);
  const own = step.slices.find(({ request }) => request === probe)!;
  const more = others.length - MOST_ROWS;
  return (
    <section className={styles.side} data-side={side}>
      <h3>
        <Name of={arm} /> <small>M = {grouped(step.rows)}</small>
      </h3>
      <ul className={styles.rows}>
        <li>
          <button type="button" className={styles.enter} onClick={fall}>
            <Name of={probe} /> <small>{counted(own.rows, 'row')}</small>
            <span aria-hidden="true"> ↓</span>
            <span className="unseen">: fall into its kernels</span>
          </button>
        </li>
        {others.slice(0, MOST_ROWS).map(({ request, rows }) => (
          <li key={request} className={styles.row} data-role={roleOf(request)}>
            <Name of={request} /> <small>{counted(rows, 'row')}</small>
          </li>
        ))}
        {more > 0 && <li className={styles.more}>and {grouped(more)} more</li>}
      </ul>
    </section>
  );
}
