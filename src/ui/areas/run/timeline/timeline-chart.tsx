import { memo } from 'react';
import type { StepRecord } from '../../../../results/record.ts';
import type { LaneRun, Span } from './lanes.ts';
import styles from './timeline.module.css';

/** Pixels of a lane, and of the bars of M above them. */
export const LANE = 14;
export const BARS = 34;
/** A step is never narrower: the chart scrolls instead. */
export const NARROWEST_STEP = 4;
const WIDEST_STEP = 26;
const DIGIT = 6;

/** Pixels of a step where `width` is there for all of them. */
export function stepWidth(width: number, steps: number): number {
  return Math.min(WIDEST_STEP, Math.max(NARROWEST_STEP, Math.floor(width / Math.max(1, steps))));
}

interface LanesProps {
  readonly lanes: readonly (readonly LaneRun[])[];
  readonly steps: readonly StepRecord[];
  readonly cell: number;
  readonly most: number;
  /** The steps and the lanes that are in sight: no others are drawn. */
  readonly inSteps: Span;
  readonly inLanes: Span;
}

/**
 * M of each step as a bar, and below it a lane a request: a full block prefills, a thin bar decodes, a dotted line waits, a
 * crossed block was preempted. Shapes tell them apart, not colours. Drawn again only when steps are added.
 */
export const Lanes = memo(function Lanes({ lanes, steps, cell, most, inSteps, inLanes }: LanesProps) {
  return (
    <>
      {steps.slice(inSteps.from, inSteps.to).map(({ rows }, offset) => {
        const step = inSteps.from + offset;
        const height = Math.max(rows > 0 ? 1 : 0, (rows / most) * (BARS - 4));
        return (
          <rect
            key={step}
            className={styles.mBar}
            x={step * cell}
            y={BARS - height}
            width={cell - (cell > 6 ? 1 : 0)}
            height={height}
          />
        );
      })}
      {lanes.slice(inLanes.from, inLanes.to).map((runs, offset) => (
        <g
          // Lanes keep their place in the batch.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          key={inLanes.from + offset}
          transform={`translate(0 ${BARS + 4 + (inLanes.from + offset) * LANE})`}
        >
          {runs
            .filter(({ from, to }) => from < inSteps.to && to > inSteps.from)
            .map((run) => (
              <Run key={`${run.from}/${run.kind}`} run={run} cell={cell} />
            ))}
        </g>
      ))}
    </>
  );
});

function Run({ run: { kind, from, to, rows }, cell }: { readonly run: LaneRun; readonly cell: number }) {
  const x = from * cell;
  const width = (to - from) * cell;
  const middle = LANE / 2;
  switch (kind) {
    case 'prefill': {
      const text = String(rows);
      return (
        <g className={styles.lanePrefill}>
          <rect x={x} y={1} width={Math.max(2, width - 1)} height={LANE - 2} rx={1.5} />
          {cell >= text.length * DIGIT + 3 && (
            <text x={x + (width - 1) / 2} y={middle}>
              {text}
            </text>
          )}
        </g>
      );
    }
    case 'decode':
      return <rect className={styles.laneDecode} x={x} y={middle - 2} width={width} height={4} />;
    case 'waiting':
      return <line className={styles.laneWaiting} x1={x} x2={x + width} y1={middle} y2={middle} />;
    case 'preempted':
      return (
        <path
          className={styles.lanePreempted}
          d={`M${x} 2L${x + width} ${LANE - 2}M${x + width} 2L${x} ${LANE - 2}`}
        />
      );
  }
}
