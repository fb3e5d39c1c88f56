import {
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { ExperimentArm, ExperimentRequest } from '../../../../experiment/schema.ts';
import { visible } from '../../../../experiment/visible.ts';
import type { StepRecord } from '../../../../results/record.ts';
import { valueAfterKey } from '../../../kit/slider-keys.ts';
import { Toolbar } from '../../../kit/toolbar.tsx';
import { useWidth } from '../../../kit/use-width.ts';
import { lanesOf, spanInSight, stepWords } from './lanes.ts';
import { Overview } from './overview.tsx';
import { Ruler } from './ruler.tsx';
import styles from './timeline.module.css';
import { BARS, LANE, Lanes, RULER } from './timeline-chart.tsx';
import { useDragging } from './use-dragging.ts';
import { scrolledAfter, stepWidth, wholeWidth, ZOOM, zoomed } from './zoom.ts';

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

/** Who shared each step of an arm: requests down, steps across. One focus stop; arrow keys move the step, + and - zoom. */
export function Timeline({ arm, requests, steps, step, fork, onPreview, onChoose }: TimelineProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(false);
  const [scrolled, setScrolled] = useState({ left: 0, top: 0 });
  const width = useWidth(frame);
  const lanes = useMemo(() => [...lanesOf(steps, arm.requests).values()], [steps, arm.requests]);
  const roles = new Map(requests.map(({ id, role }) => [id, role]));
  const { cell, zoom, showAll } = useZoom(frame, width, steps.length);
  const height = BARS + RULER + lanes.length * LANE;
  const last = steps.length - 1;
  const most = useMemo(() => steps.reduce((rows, each) => Math.max(rows, each.rows), 1), [steps]);
  const { from: fromStep, to: toStep } = spanInSight(scrolled.left, width + SCROLL, cell, steps.length);
  const { from: fromLane, to: toLane } = spanInSight(scrolled.top, HIGHEST + SCROLL, LANE, lanes.length);
  const inSteps = useMemo(() => ({ from: fromStep, to: toStep }), [fromStep, toStep]);
  const inLanes = useMemo(() => ({ from: fromLane, to: toLane }), [fromLane, toLane]);
  const dragging = useDragging(frame);

  const scroll = (to: Partial<typeof scrolled>) => {
    const rounded = { ...scrolled, ...to };
    const left = rounded.left - (rounded.left % SCROLL);
    const top = rounded.top - (rounded.top % SCROLL);
    if (left !== scrolled.left || top !== scrolled.top) setScrolled({ left, top });
  };
  const stepAt = (event: { readonly clientX: number; readonly currentTarget: Element }) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return Math.min(last, Math.max(0, Math.floor(x / cell)));
  };
  /** Where the cursor is in the box, or its middle where the cursor is out of sight. */
  const anchor = () => {
    const { scrollLeft = 0, clientWidth = 0 } = frame.current ?? {};
    const at = (step + 0.5) * cell - scrollLeft;
    return at >= 0 && at <= clientWidth ? at : clientWidth / 2;
  };
  const goTo = (share: number) => {
    const box = frame.current;
    if (box) box.scrollLeft = share * steps.length * cell - box.clientWidth / 2;
  };
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = valueAfterKey(event.key, step, { least: 0, most: last });
    const by = { '+': ZOOM, '=': ZOOM, '-': 1 / ZOOM }[event.key];
    if (by !== undefined) zoom(by, anchor());
    else if (next !== null) {
      onChoose(next);
      const box = frame.current;
      const left = next * cell;
      if (box && (left < box.scrollLeft || left + cell > box.scrollLeft + box.clientWidth))
        box.scrollLeft = left - box.clientWidth / 2;
    } else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={styles.overviewRow}>
        <Overview {...{ steps, most, fork }} {...useSight(frame, width, cell * steps.length)} onGo={goTo} />
        <Toolbar label="Zoom of the timeline" className={styles.zoom}>
          <button type="button" aria-label="Zoom out" onClick={() => zoom(1 / ZOOM, anchor())}>
            −
          </button>
          <button type="button" aria-label="Zoom in" onClick={() => zoom(ZOOM, anchor())}>
            +
          </button>
          <button type="button" onClick={showAll}>
            All
          </button>
        </Toolbar>
      </div>
      <div
        className={styles.timeline}
        onScroll={({ currentTarget }) => scroll({ top: currentTarget.scrollTop })}
      >
        <ol
          className={styles.laneNames}
          aria-hidden="true"
          style={{ paddingTop: BARS + RULER + fromLane * LANE }}
        >
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
            aria-keyshortcuts="+ -"
            className={styles.timelineSteps}
            style={{ width: steps.length * cell, height }}
            onKeyDown={key}
            onFocus={() => setFocused(true)}
            onBlur={() => setFocused(false)}
            {...dragging.handlers}
            onPointerMove={(event: PointerEvent<HTMLElement>) => {
              if (dragging.move(event)) onPreview(null);
              else if (event.pointerType === 'mouse') onPreview(stepAt(event));
            }}
            onPointerLeave={() => onPreview(null)}
            onClick={(event) => !dragging.dragged() && onChoose(stepAt(event))}
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
              <Ruler steps={steps.length} y={BARS + RULER - 4} {...{ cell, inSteps }} />
              {fork !== null && (
                <path className={styles.forkStep} d={`M${fork * cell} 0V${height}`} data-step={fork} />
              )}
            </svg>
          </div>
        </div>
      </div>
    </>
  );
}

/** How wide a step is: fitted to the box until somebody zooms, which keeps the place under the pointer where it is. */
function useZoom(frame: { readonly current: HTMLElement | null }, width: number, steps: number) {
  const [chosen, setChosen] = useState<number | null>(null);
  const pending = useRef<number | null>(null);
  const cell = chosen ?? stepWidth(width, steps);
  const zoom = (by: number, at: number) => {
    const next = zoomed(cell, by);
    pending.current = scrolledAfter(frame.current?.scrollLeft ?? 0, at, cell, next);
    setChosen(next);
  };
  // The box is as wide as it becomes before it can be scrolled there.
  useLayoutEffect(() => {
    if (pending.current === null || !frame.current) return;
    frame.current.scrollLeft = pending.current;
    pending.current = null;
  });
  const turn = useEffectEvent((event: WheelEvent) => {
    if (!(event.ctrlKey || event.metaKey) || !frame.current) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), event.clientX - frame.current.getBoundingClientRect().left);
  });
  useEffect(() => {
    const box = frame.current;
    // React's own would be passive, and the page would zoom as well.
    box?.addEventListener('wheel', turn, { passive: false });
    return () => box?.removeEventListener('wheel', turn);
  }, [frame]);
  return { cell, zoom, showAll: () => setChosen(wholeWidth(width, steps)) };
}

/** Which part of the whole a box shows, as shares of it. */
function useSight(frame: { readonly current: HTMLElement | null }, width: number, whole: number) {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const box = frame.current;
    if (!box) return;
    const read = () => setLeft(box.scrollLeft);
    read();
    box.addEventListener('scroll', read, { passive: true });
    return () => box.removeEventListener('scroll', read);
  }, [frame]);
  if (whole === 0) return { from: 0, to: 1 };
  return { from: left / whole, to: Math.min(1, (left + width) / whole) };
}
