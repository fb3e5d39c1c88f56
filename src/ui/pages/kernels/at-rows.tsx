import { useMemo } from 'react';
import { grouped } from '../../../results/text.ts';
import { planAt } from '../../../workbench/cases/plans.ts';
import type { CaseSetup } from '../../../workbench/cases/setup.ts';
import type { Point } from '../../../workbench/points/point.ts';
import { BitsTable } from '../../kit/bits-view.tsx';
import tables from '../../kit/styles/tables.module.css';
import kernels from './kernels.module.css';
import { PlanCard } from './plan-card.tsx';
import { usePoints } from './points-store.ts';
import styles from './points-view.module.css';
import { TimeCard } from './time-card.tsx';

/** What happens to row 0 at the M that is shown: its plan, its bits, its time. */
export function AtRows() {
  const setup = usePoints((state) => state.setup);
  const rows = usePoints((state) => state.rows);
  const point = usePoints((state) => state.points[rows] ?? null);
  return (
    <>
      <Plans setup={setup} rows={rows} element={point?.first?.element ?? 0} />
      <div className={styles.atRows}>
        <BitsCard point={point} setup={setup} />
        <TimeCard />
      </div>
    </>
  );
}

interface PlansProps {
  readonly setup: CaseSetup;
  readonly rows: number;
  readonly element: number;
}

/** The plan of this M beside that of M = 1, where they are not the same. */
function Plans({ setup, rows, element }: PlansProps) {
  const [alone, here] = useMemo(() => [planAt(setup, 1), planAt(setup, rows)], [setup, rows]);
  const same = JSON.stringify(alone) === JSON.stringify(here);
  return (
    <section className={tables.panel} aria-label="Reduction plans">
      <h3>
        How one element of row 0 is added up{' '}
        <small>{same && rows > 1 ? `the same at M = ${rows} as at M = 1` : ''}</small>
      </h3>
      <div className={same ? `${styles.planCards} ${styles.one}` : styles.planCards}>
        <PlanCard setup={setup} rows={1} side="a" element={element} />
        {!same && <PlanCard setup={setup} rows={rows} side="b" element={element} />}
      </div>
    </section>
  );
}

function BitsCard({ point, setup }: { readonly point: Point | null; readonly setup: CaseSetup }) {
  const rows = usePoints((state) => state.rows);
  const on = usePoints((state) => state.on);
  return (
    <section className={tables.panel} aria-label="Bits of row 0">
      <h3>
        Bits of row 0 at M = {rows}, against M = 1{' '}
        {point && <code className={kernels.hash}>{point.hash}</code>}
      </h3>
      {!point && <p className={tables.note}>Not run yet.</p>}
      {point && (
        <>
          <p>
            {point.differing === 0
              ? `All ${grouped(point.elements)} elements have the bits that they have at M = 1.`
              : `${grouped(point.differing)} of ${grouped(point.elements)} elements differ from M = 1, by up to ${grouped(point.maxUlp)} ulp as f32 values.`}
          </p>
          <CheckLine point={point} setup={setup} on={on} />
          {point.first && (
            <>
              <p className={tables.note}>
                Element {point.first.element}, the first that differs: A at M = 1, B at M = {rows}.
                {setup.dtype !== 'f32' &&
                  setup.operation !== 'matmul' &&
                  ` Rounded to ${setup.dtype}, shown as the f32 that it widens to.`}
              </p>
              <BitsTable
                label={`Bits of element ${point.first.element}`}
                a={point.first.alone}
                b={point.first.here}
              />
            </>
          )}
        </>
      )}
    </section>
  );
}

interface CheckLineProps {
  readonly point: Point;
  readonly setup: CaseSetup;
  readonly on: 'webgpu' | 'cpu';
}

/** Whether the plan is what the device did, as far as a CPU can tell. */
function CheckLine({ point: { check, elements }, setup: { operation }, on }: CheckLineProps) {
  if (on === 'cpu') return null;
  if (!check)
    return (
      <p className={tables.note}>
        This device mixes fused and unfused multiply-adds: no replay can check it.
      </p>
    );
  if (check.differing === 0)
    return (
      <p className={kernels.checkSame}>= A replay of the plan on the CPU gives every one of these bits.</p>
    );
  const own = { matmul: null, rmsnorm: 'inverse square root', attention: 'exp' }[operation];
  if (own === null)
    return (
      <p className={kernels.checkDiffers} role="alert">
        ≠ A replay of the plan on the CPU gives {check.differing} of {elements} elements otherwise: the device
        did not do what the plan says.
      </p>
    );
  return (
    <p className={tables.note}>
      ≈ A replay of the plan on the CPU comes within {grouped(check.maxUlp)} ulp ({grouped(check.differing)}{' '}
      elements differ): the device’s {own} is its own.
    </p>
  );
}
