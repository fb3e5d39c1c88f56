import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import type { ExperimentArm, ExperimentRequest } from '../../../../experiment/schema.ts';
import { visible } from '../../../../experiment/visible.ts';
import type { StepRecord } from '../../../../results/record.ts';
import { valueAfterKey } from '../../../kit/slider-keys.ts';
import { useWidth } from '../../../kit/use-width.ts';
import { lanesOf, spanInSight, stepWords } from './lanes.ts';
import styles from './timeline.module.css';
import { BARS, LANE, Lanes, stepWidth } from './timeline-chart.tsx';

/** Scrolling draws anew once it has gone so far, in pixels. */
const SCROLL = 200;
/** The box is never higher (timeline.module.css), nor wider than a screen. */
const HIGHEST = 360;

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
  const [scrolled, setScrolled] = useState({ left: 0, top: 0 });
  const width = useWidth(frame);
  const lanes = useMemo(() => [...lanesOf(steps, arm.requests).values()], [steps, arm.requests]);
  const roles = new Map(requests.map(({ id, role }) => [id, role]));
  const cell = stepWidth(width, steps.length);
  const height = BARS + 4 + lanes.length * LANE;
  const last = steps.length - 1;
  const most = useMemo(() => steps.reduce((rows, each) => Math.max(rows, each.rows), 1), [steps]);
  const { from: fromStep, to: toStep } = spanInSight(scrolled.left, width + SCROLL, cell, steps.length);
  const { from: fromLane, to: toLane } = spanInSight(scrolled.top, HIGHEST + SCROLL, LANE, lanes.length);
  const inSteps = useMemo(() => ({ from: fromStep, to: toStep }), [fromStep, toStep]);
  const inLanes = useMemo(() => ({ from: fromLane, to: toLane }), [fromLane, toLane]);

  const scroll = (to: Partial<typeof scrolled>) => {
    const rounded = { ...scrolled, ...to };
    const left = rounded.left - (rounded.left % SCROLL);
    const top = rounded.top - (rounded.top % SCROLL);
    if (left !== scrolled.left || top !== scrolled.top) setScrolled({ left, top });
  };
  const stepAt = (event: PointerEvent<HTMLElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return Math.min(last, Math.max(0, Math.floor(x / cell)));
  };
  const key = (event: KeyboardEvent) => {
    const next = valueAfterKey(event.key, step, { least: 0, most: last });
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
    <div
      className={styles.timeline}
      onScroll={({ currentTarget }) => scroll({ top: currentTarget.scrollTop })}
    >
      <ol className={styles.laneNames} aria-hidden="true" style={{ paddingTop: BARS + 4 + fromLane * LANE }}>
        <li className={styles.mAxis}>M ≤ {most}</li>
        {arm.requests.slice(fromLane, toLane).map((id) => (
          <li key={id} data-role={roles.get(id)} style={{ height: LANE }}>
            {id}
          </li>
        ))}
      </ol>
      <div
        className={styles.timelineFrame}
        ref={frame}
        onScroll={(event) => {
          event.stopPropagation();
          scroll({ left: event.currentTarget.scrollLeft });
        }}
      >
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
            <Lanes {...{ lanes, steps, cell, most, inSteps, inLanes }} />
            {fork !== null && (
              <path className={styles.forkStep} d={`M${fork * cell} 0V${height}`} data-step={fork} />
            )}
          </svg>
        </div>
      </div>
    </div>
  );
}
