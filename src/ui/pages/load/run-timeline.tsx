import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { FlowChart, LanesChart, MemoryChart } from '../../../charts/load-charts.tsx';
import { mostScrolled } from '../../../charts/load-lanes-drawing.ts';
import { stepAt } from '../../../charts/load-scene.ts';
import { AXIS } from '../../../charts/load-time-axis.ts';
import { GUTTER, instantAt, plotWidth, type TimeWindow, xOf } from '../../../charts/load-window.ts';
import type { LoadStep } from '../../../results/load/load-record.ts';
import { useWidth } from '../../kit/use-width.ts';
import type { ArmView } from './arm-view.ts';
import styles from './load.module.css';
import { switchWords } from './serving-words.ts';
import { loadStepWords } from './step-words.ts';
import { placedMarks } from './switch-marks.ts';
import { placeAfterKey } from './timeline-keys.ts';
import type { RunWindow } from './use-run-window.ts';
import { useWheel } from './use-wheel.ts';

/** Of the lanes at most: a few need less. */
const [FLOW, LANES, MEMORY] = [128, 300, 76];
/** Pixels of a lane at least and at most, while nobody chose. */
const [THIN, THICK] = [3, 15];
/** Pixels that a hand may tremble in a click. */
const CLICK = 4;

interface RunTimelineProps {
  readonly view: ArmView;
  readonly version: number;
  readonly run: RunWindow;
  /** Pixels of a lane; null: as many as leave all of them in sight. */
  readonly lane: number | null;
  /** The step and the request that are looked at, by their places; -1: none. */
  readonly step: number;
  readonly watched: number;
  readonly onStep: (step: number) => void;
  readonly onWatch: (request: number) => void;
  /** Enter: shows what the step was. */
  readonly onOpen: () => void;
}

/** Arrivals and queue, every request as a lane, and memory, over one time axis: drawn as far as it is in sight. One focus stop. */
export function RunTimeline(props: RunTimelineProps) {
  const { view, version, run, step, watched, onStep, onWatch, onOpen } = props;
  const { scene, clock } = view;
  const box = useRef<HTMLDivElement>(null);
  const lanes = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const count = scene.lanes.length;
  const lane = props.lane ?? Math.max(THIN, Math.min(THICK, Math.floor((LANES - AXIS) / Math.max(1, count))));
  const [wanted, setScrolled] = useState(0);
  // From the start as high as for all who will come: what lies below would else move with each arrival.
  const high = Math.min(LANES, Math.max(1, count, view.expected ?? 0) * lane + 2 + AXIS);
  const most = mostScrolled(lane, high, count);
  const scrolled = Math.min(wanted, most);
  const shown = scene.steps[step];
  const perPixel = (run.window.to - run.window.from) / plotWidth(width);
  const leftOf = (x: number) => x - (box.current?.getBoundingClientRect().left ?? 0);
  useWheel(box, (event) => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      run.moves.zoom(Math.exp(-event.deltaY / 300), instantAt(leftOf(event.clientX), run.window, width));
    } else if (event.deltaX !== 0 || event.shiftKey) {
      if (run.whole) return;
      event.preventDefault();
      run.moves.pan((event.deltaX || event.deltaY) * perPixel);
    } else if (lanes.current?.contains(event.target as Node)) {
      const next = Math.max(0, Math.min(most, scrolled + event.deltaY));
      // At either end the page scrolls on.
      if (next === scrolled) return;
      event.preventDefault();
      setScrolled(next);
    }
  });
  const choose = (event: { readonly clientX: number; readonly clientY: number }) => {
    const at = instantAt(leftOf(event.clientX), run.window, width);
    if (leftOf(event.clientX) >= GUTTER.left) onStep(Math.max(0, stepAt(scene.steps, at)));
    const rect = lanes.current?.getBoundingClientRect();
    if (!rect || event.clientY < rect.top || event.clientY > rect.bottom - AXIS) return;
    const request = Math.floor((event.clientY - rect.top + scrolled) / lane);
    if (request < count) onWatch(request);
  };
  const drag = useDrag((by) => run.moves.pan(-by * perPixel), choose);
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const place = { step: Math.max(0, step), lane: Math.max(0, watched) };
    const next = placeAfterKey(event.key, place, { steps: scene.steps.length, lanes: count });
    if (event.key === '+' || event.key === '=') run.moves.nearer();
    else if (event.key === '-') run.moves.farther();
    else if (event.key === 'Enter') onOpen();
    else if (next) {
      if (next.lane !== watched) {
        onWatch(next.lane);
        const top = next.lane * lane;
        if (top < scrolled || top + lane > scrolled + high - AXIS) setScrolled(Math.max(0, top - high / 2));
      }
      const there = scene.steps[next.step];
      if (there && next.step !== step) {
        onStep(next.step);
        run.moves.bring(there.at, there.at + there.milliseconds);
      }
    } else return;
    event.preventDefault();
  };
  const of = { scene, version, clock, window: run.window };
  return (
    <div
      ref={box}
      className={styles.timeline}
      role="slider"
      tabIndex={0}
      aria-label="Step of the run"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, scene.steps.length - 1)}
      aria-valuenow={Math.max(0, step)}
      aria-valuetext={
        shown ? `step ${step} of ${scene.steps.length}, ${loadStepWords(shown)}` : 'no step yet'
      }
      aria-keyshortcuts="+ - Enter"
      data-part="load-timeline"
      onKeyDown={key}
      {...drag}
    >
      <Cursor step={shown} window={run.window} width={width} />
      <Switches view={view} window={run.window} width={width} />
      <FlowChart title="Requests that wait and run, and arrivals a second, over time" height={FLOW} {...of} />
      <div ref={lanes}>
        <LanesChart
          title="Every request as a lane over time"
          height={high}
          {...of}
          {...{ lane, scrolled }}
          chosen={watched}
        />
      </div>
      <MemoryChart title="KV blocks held and cached over time" height={MEMORY} {...of} />
    </div>
  );
}

/** The step that is looked at, over all charts: to move it draws none of them anew. */
function Cursor({ step, window, width }: { step: LoadStep | undefined; window: TimeWindow; width: number }) {
  if (!step || step.at > window.to || step.at + step.milliseconds < window.from) return null;
  const from = Math.round(Math.max(GUTTER.left, xOf(step.at, window, width)));
  const to = Math.round(Math.min(width - GUTTER.right, xOf(step.at + step.milliseconds, window, width)));
  // A layer that is moved: neither laid out nor painted anew while a run is played.
  const style = { transform: `translateX(${from}px)`, width: Math.max(1, to - from) };
  return <div className={styles.cursor} style={style} aria-hidden="true" />;
}

/** Where a mechanism was switched in mid-run; in words below the picture. */
function Switches({ view, window, width }: { view: ArmView; window: TimeWindow; width: number }) {
  const marks = view.switches
    .filter(({ at }) => at >= window.from && at <= window.to)
    .map(({ at, before, serving }) => ({ x: xOf(at, window, width), words: switchWords(before, serving) }));
  return placedMarks(marks, width).map(({ x, words, row, left }, index) => (
    // Two switches may come in one step of the clock.
    // biome-ignore lint/suspicious/noArrayIndexKey: they are only ever added at the end.
    <div key={index} className={styles.switched} style={{ left: x }} aria-hidden="true">
      {row !== null && (
        <span data-left={left || undefined} style={{ top: `${row * 1.1}rem` }}>
          {words}
        </span>
      )}
    </div>
  ));
}

/** A pointer that is pressed and moved drags; one that is let go where it was pressed chooses. */
function useDrag(move: (by: number) => void, choose: (event: PointerEvent<HTMLElement>) => void) {
  const from = useRef<{ x: number; far: boolean } | null>(null);
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button === 0) from.current = { x: event.clientX, far: false };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const start = from.current;
      if (!start || event.buttons !== 1) return;
      const by = event.clientX - start.x;
      if (!start.far && Math.abs(by) < CLICK) return;
      if (!start.far) event.currentTarget.setPointerCapture(event.pointerId);
      from.current = { x: event.clientX, far: true };
      move(by);
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      if (from.current && !from.current.far) choose(event);
      from.current = null;
    },
    onPointerCancel: () => {
      from.current = null;
    },
  };
}
