import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import type { ExperimentArm, ExperimentRequest } from '../../../experiment/schema.ts';
import { visible } from '../../../experiment/visible.ts';
import type { StepRecord } from '../../../results/record.ts';
import { useWidth } from '../../use-width.ts';
import { lanesOf, stepWords } from './lanes.ts';
import styles from './timeline.module.css';
import { BARS, LANE, Lanes, stepWidth } from './timeline-chart.tsx';

const PAGE = 10;

interface TimelineProps {
  readonly arm: ExperimentArm;
  readonly requests: readonly ExperimentRequest[];
  readonly steps: readonly StepRecord[];
  /** Step that the cursor stands on. */
  readonly step: number;
  /** Step at which the probe's fork falls, if it does. */
  readonly fork: number | null;
  readonly onPreview: (step: number | null) => void;
  readonly onChoose: (step: number) => void;
}

/** Who shared each step of an arm: requests down, steps across. One focus stop; arrow keys move the step. */
export function Timeline({ arm, requests, steps, step, fork, onPreview, onChoose }: TimelineProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(false);
  const width = useWidth(frame);
  const lanes = useMemo(() => [...lanesOf(steps, arm.requests).values()], [steps, arm.requests]);
  const roles = new Map(requests.map(({ id, role }) => [id, role]));
  const cell = stepWidth(width, steps.length);
  const height = BARS + 4 + lanes.length * LANE;
  const last = steps.length - 1;

  const stepAt = (event: PointerEvent<HTMLElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return Math.min(last, Math.max(0, Math.floor(x / cell)));
  };
  const key = (event: KeyboardEvent) => {
    const next = stepAfterKey(event.key, step, last);
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onChoose(next);
    const left = next * cell;
    const scroll = frame.current;
    if (scroll && (left < scroll.scrollLeft || left + cell > scroll.scrollLeft + scroll.clientWidth)) {
      scroll.scrollLeft = left - scroll.clientWidth / 2;
    }
  };
  return (
    <div className={styles.timeline}>
      <ol className={styles.laneNames} aria-hidden="true" style={{ paddingTop: BARS + 4 }}>
        <li className={styles.mAxis}>M ≤ {Math.max(...steps.map(({ rows }) => rows))}</li>
        {arm.requests.map((id) => (
          <li key={id} data-role={roles.get(id)} style={{ height: LANE }}>
            {id}
          </li>
        ))}
      </ol>
      <div className={styles.timelineFrame} ref={frame}>
        <div
          role="slider"
          tabIndex={0}
          aria-label={`Step of arm ${visible(arm.name)}`}
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={step}
          aria-valuetext={`step ${step} of ${steps.length}, ${stepWords(steps[step])}`}
          className={styles.timelineSteps}
          style={{ width: steps.length * cell, height }}
          onKeyDown={key}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onPointerMove={(event) => event.pointerType === 'mouse' && onPreview(stepAt(event))}
          onPointerLeave={() => onPreview(null)}
          onPointerDown={(event) => onChoose(stepAt(event))}
        >
          <svg width={steps.length * cell} height={height} aria-hidden="true" data-chart="Step timeline">
            <title>{`Step timeline of ${visible(arm.name)}`}</title>
            <rect
              className={focused ? `${styles.cursor} ${styles.focused}` : styles.cursor}
              x={step * cell}
              y={0}
              width={Math.max(3, cell)}
              height={height}
            />
            <Lanes lanes={lanes} steps={steps} cell={cell} />
            {fork !== null && (
              <path className={styles.forkStep} d={`M${fork * cell} 0V${height}`} data-step={fork} />
            )}
          </svg>
        </div>
      </div>
    </div>
  );
}

/** Where a key leads from a step; null where it means nothing here. */
export function stepAfterKey(key: string, step: number, last: number): number | null {
  const within = (target: number) => Math.min(last, Math.max(0, target));
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return within(step + 1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return within(step - 1);
    case 'PageUp':
      return within(step + PAGE);
    case 'PageDown':
      return within(step - PAGE);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
