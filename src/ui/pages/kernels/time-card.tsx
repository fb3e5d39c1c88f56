import { grouped, measured } from '../../../results/text.ts';
import type { CaseSetup } from '../../../workbench/cases/setup.ts';
import type { Timing } from '../../../workbench/points/timing.ts';
import charts from '../../kit/styles/charts.module.css';
import figures from '../../kit/styles/figures.module.css';
import tables from '../../kit/styles/tables.module.css';
import { isUnderWay, progressOf } from '../../state/task.ts';
import kernels from './kernels.module.css';
import { usePoints } from './points-store.ts';
import styles from './points-view.module.css';
import { stopPoints, timePowers } from './points-work.ts';
import { TICKS } from './rows-axis.ts';

/** How long a step of M rows takes on this device, and beside it every other M that was timed. */
export function TimeCard() {
  const setup = usePoints((state) => state.setup);
  const rows = usePoints((state) => state.rows);
  const times = usePoints((state) => state.times);
  const on = usePoints((state) => state.on);
  const busy = usePoints((state) => isUnderWay(state.work));
  const time = times[rows];
  return (
    <section className={tables.panel} aria-label="Time">
      <h3>Time of the step at M = {rows}</h3>
      {on === 'cpu' && <p className={tables.note}>Nothing to time: these plans are replayed, not run.</p>}
      {on === 'webgpu' && !time && <p className={tables.note}>{busy ? 'Measuring…' : 'Not measured yet.'}</p>}
      {time && <Figures time={time} rate={rateWords(setup, rows, time)} />}
      {Object.keys(times).length > 1 && <Times times={times} rows={rows} />}
      {on === 'webgpu' && <PowersButton left={TICKS.filter((tick) => !times[tick]).length} />}
    </section>
  );
}

function Figures({ time, rate }: { readonly time: Timing; readonly rate: string | null }) {
  const { median, samples, repeats, source } = time;
  return (
    <>
      <dl className={figures.figures} data-part="figures">
        <div>
          <dt>median</dt>
          <dd>{milliseconds(median)}</dd>
        </div>
        <div>
          <dt>least to most</dt>
          <dd>
            {milliseconds(samples[0])} to {milliseconds(samples[samples.length - 1])}
          </dd>
        </div>
        {rate && (
          <div>
            <dt>rate</dt>
            <dd>{rate}</dd>
          </div>
        )}
      </dl>
      <p className={tables.note}>
        {samples.length} samples of {repeats === 1 ? 'one execution' : `${repeats} executions`} each,{' '}
        {source === 'timestamps'
          ? 'by timestamps on the device, which browsers round to 0.1 ms a sample'
          : 'by the clock, from submission to completion'}
        . Every row is computed, not row 0 alone.
      </p>
    </>
  );
}

/** For a curve: 1, 2, 4, ... 128 rows. */
function PowersButton({ left }: { readonly left: number }) {
  const timing = usePoints((state) => progressOf(state.work)?.doing === 'timing');
  return (
    <div className={charts.workLine} data-part="work-line">
      {timing ? (
        <>
          <progress aria-label="Timing powers of two" value={TICKS.length - left} max={TICKS.length} />
          <button type="button" onClick={stopPoints}>
            Stop
          </button>
        </>
      ) : (
        <button type="button" disabled={left === 0} onClick={() => void timePowers()}>
          Time M = 1, 2, 4, … 128
        </button>
      )}
    </div>
  );
}

/** Bars on one scale: what more rows cost. */
function Times({ times, rows }: { readonly times: Readonly<Record<number, Timing>>; readonly rows: number }) {
  const known = Object.entries(times);
  const most = Math.max(...known.map(([, { median }]) => median));
  return (
    <table className={styles.times}>
      <caption className="unseen">Medians of every M that was timed</caption>
      <thead>
        <tr>
          <th scope="col" className="number">
            M
          </th>
          <th scope="col" className="number">
            median
          </th>
          <th scope="col">
            <span className="unseen">bar</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {known.map(([m, { median }]) => (
          <tr key={m} className={Number(m) === rows ? kernels.here : ''}>
            <th scope="row" className="number">
              {m}
            </th>
            <td className="number">{milliseconds(median)}</td>
            <td>
              <span className={styles.timeBar} style={{ width: `${(100 * median) / most}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function milliseconds(value: number): string {
  return value < 0.1 ? `${measured(value * 1000)} µs` : `${measured(value)} ms`;
}

function rateWords({ operation, dimensions }: CaseSetup, rows: number, { median }: Timing): string | null {
  if (operation !== 'matmul') return null;
  const flops = 2 * rows * dimensions.terms * dimensions.columns;
  return `${grouped(flops / median / 1e6, 1)} GFLOP/s`;
}
