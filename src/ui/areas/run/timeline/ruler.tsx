import { memo } from 'react';
import { wholeTicks } from '../../../../charts/axis.ts';
import type { Span } from './lanes.ts';
import styles from './timeline.module.css';

/** Pixels of a digit, and of the room around a number. */
const [DIGIT, ROOM] = [6, 14];

interface RulerProps {
  readonly steps: number;
  readonly cell: number;
  readonly inSteps: Span;
  readonly y: number;
}

/** Numbers of the steps in sight, as many as have room whatever they count to. */
export const Ruler = memo(function Ruler({ steps, cell, inSteps, y }: RulerProps) {
  const last = Math.max(1, steps - 1);
  const apart = String(last).length * DIGIT + ROOM;
  const most = Math.max(1, Math.floor((last * cell) / apart));
  const [, every = 1] = wholeTicks(last, most);
  const first = Math.ceil(inSteps.from / every) * every;
  const count = Math.max(0, Math.ceil((inSteps.to - first) / every));
  return (
    <g className={styles.ruler}>
      {Array.from({ length: count }, (_, at) => first + at * every).map((step) => (
        <text key={step} x={step * cell + cell / 2} y={y}>
          {step}
        </text>
      ))}
    </g>
  );
});
