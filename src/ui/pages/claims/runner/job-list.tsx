import { useState } from 'react';
import { visible } from '../../../../experiment/visible.ts';
import { grouped } from '../../../../results/text.ts';
import { jobAt } from '../../../../studies/sweep/job-table.ts';
import styles from './runner.module.css';
import { isDone, type OpenedStudy, useRunner } from './runner-store.ts';

/** CSS pixels, as the style sheet has it. */
const ROW = 26;
const ROWS = 12;
/** Browsers draw no element that is much higher: of longer lists a pixel of the scroll bar stands for more than a pixel. */
const MOST_PIXELS = 8_000_000;

/** The jobs of a plan, of which only those in sight are mounted. */
export function JobList({ opened: { study, table } }: { readonly opened: OpenedStudy }) {
  const [first, setFirst] = useState(0);
  // Which of them are done changes with how many are.
  useRunner((state) => state.done);
  const rows = Math.min(ROWS, table.count);
  const last = table.count - rows;
  const height = Math.min(table.count * ROW, MOST_PIXELS) + ROW;
  const sizes = study.axes.map(({ values }) => values.length);
  const scrolled = ({ scrollTop, scrollHeight, clientHeight }: HTMLElement) => {
    const room = scrollHeight - clientHeight;
    setFirst(room <= 0 ? 0 : Math.round((Math.min(room, Math.max(0, scrollTop)) / room) * last));
  };
  return (
    <section
      className={styles.jobs}
      aria-label="Jobs of the plan"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that is scrolled has to be reached by keyboard.
      tabIndex={0}
      onScroll={({ currentTarget }) => scrolled(currentTarget)}
    >
      <div style={{ height }}>
        <table aria-rowcount={table.count + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" className="number">
                Job
              </th>
              <th scope="col">Cell</th>
              <th scope="col" className="number">
                Seed
              </th>
              <th scope="col" className="number">
                Units
              </th>
              <th scope="col">State</th>
              <th scope="col">File</th>
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: rows }, (_, row) => {
              const { id, index, cell, seed, from, to } = jobAt(table, first + row, sizes);
              return (
                <tr key={id} aria-rowindex={index + 2}>
                  <td className="number">{grouped(index + 1)}</td>
                  <td>{cellWords(study.axes, cell)}</td>
                  <td className="number">{seed}</td>
                  <td className="number">{`${from + 1} to ${to}`}</td>
                  <td>{isDone(index) ? 'done' : 'to do'}</td>
                  <td>
                    <code title={`${id}.json`}>{id.slice(0, 8)}</code>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function cellWords(axes: OpenedStudy['study']['axes'], cell: readonly number[]): string {
  const labels = axes.map(({ name, values }, axis) => `${name} ${values[cell[axis]].label}`);
  return labels.length === 0 ? 'the one' : visible(labels.join(', '));
}
