import { memo } from 'react';
import type { StepRecord } from '../../../../results/record.ts';
import type { LaneRun, Span } from './lanes.ts';
import styles from './timeline.module.css';

/** Pixels of a lane, and of the bars of M above them. */
export const LANE = 14;
export const BARS = 34;
/** The numbers of the steps stand between the two. */
export const RULER = 14;
const DIGIT = 6;

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
          transform={`translate(0 ${BARS + RULER + (inLanes.from + offset) * LANE})`}
        >
          {inSight(runs, inSteps).map(({ run, room }) => (
            <Run key={`${run.from}/${run.kind}`} run={run} cell={cell} room={room * cell} />
          ))}
        </g>
      ))}
    </>
  );
});

interface RunInSight {
  readonly run: LaneRun;
  /** Steps after it until something else stands there that a number could hide. */
  readonly room: number;
}

function inSight(runs: readonly LaneRun[], { from, to }: Span): RunInSight[] {
  const [lines, blocks]: [RunInSight[], RunInSight[]] = [[], []];
  let next = Number.POSITIVE_INFINITY;
  // From the end, so that each knows what comes after it.
  for (let at = runs.length - 1; at >= 0; at--) {
    const run = runs[at];
    const isBlock = run.kind === 'prefill' || run.kind === 'preempted';
    if (run.from < to && run.to > from) (isBlock ? blocks : lines).push({ run, room: next - run.to });
    if (isBlock) next = run.from;
  }
  // A number beside a block stands on the line that follows it.
  return [...lines, ...blocks];
}

interface RunProps {
  readonly run: LaneRun;
  readonly cell: number;
  /** Pixels beside it. */
  readonly room: number;
}

function Run({ run: { kind, from, to, rows }, cell, room }: RunProps) {
  const x = from * cell;
  const width = (to - from) * cell;
  const middle = LANE / 2;
  switch (kind) {
    case 'prefill': {
      const text = String(rows);
      const long = text.length * DIGIT + 3;
      return (
        <g className={styles.lanePrefill}>
          <rect x={x} y={1} width={Math.max(2, width - 1)} height={LANE - 2} rx={1.5} />
          {cell >= long ? (
            <text x={x + (width - 1) / 2} y={middle}>
              {text}
            </text>
          ) : (
            room >= long && (
              <text className={styles.beside} x={x + Math.max(2, width - 1) + 2} y={middle}>
                {text}
              </text>
            )
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
