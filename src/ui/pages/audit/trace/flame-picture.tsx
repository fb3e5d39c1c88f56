import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { type FlameBox, flameOf, neighbours } from '../../../../audit/trace/flame.ts';
import type { RequestTrace } from '../../../../audit/trace/request-trace.ts';
import { requestIn } from '../../../../audit/trace/shares.ts';
import { KIND_WORDS, milliseconds } from '../../../../report/audit-trace.ts';
import { percentWords } from '../../../../results/amounts.ts';
import { counted } from '../../../../results/text.ts';
import tables from '../../../kit/styles/tables.module.css';
import styles from './trace.module.css';

/** Narrower than that of the width nothing is drawn: a pixel or two. */
const LEAST = 1 / 500;
const ROW_REM = 1.5;

/** What each part of a request is made of, one row below it; a box shows what is within it alone. */
export function FlamePicture({ trace: { spans } }: { readonly trace: RequestTrace }) {
  const request = requestIn(spans);
  const [root, setRoot] = useState(request);
  const [current, setCurrent] = useState(request);
  const box = useRef<HTMLDivElement>(null);
  const flame = useMemo(() => flameOf(spans, root, LEAST), [spans, root]);
  const show = (index: number) => {
    setRoot(index);
    setCurrent(index);
    // The box that was pressed may have gone.
    requestAnimationFrame(() => focusOn(box.current, index));
  };
  const go = (event: KeyboardEvent) => {
    const next = keyTarget(event.key, neighbours(flame, spans, current));
    if (event.key === 'Escape' && root !== 0) show(spans[root].parent ?? 0);
    else if (next !== null) {
      setCurrent(next);
      focusOn(box.current, next);
    } else return;
    event.preventDefault();
  };
  const shown = spans[current];
  const whole = spans[root];
  return (
    <figure className={styles.figure}>
      <div className={styles.path}>
        {pathOf(spans, root).map((index) => (
          <button key={index} type="button" aria-current={index === root} onClick={() => show(index)}>
            {spans[index].name}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of its buttons, of which one takes the focus. */}
      <div ref={box} className={styles.flame} style={{ height: `${flame.rows * ROW_REM}rem` }} onKeyDown={go}>
        {flame.boxes.map((each) => (
          <Box
            key={each.index}
            box={each}
            span={spans[each.index]}
            isStop={each.index === current}
            onFocus={() => setCurrent(each.index)}
            onPress={() => show(each.index)}
          />
        ))}
      </div>
      <figcaption className={tables.note}>
        <span
          role="status"
          data-part="span"
        >{`${shown.name}: ${milliseconds(shown.end - shown.begin)}, ${percentWords((shown.end - shown.begin) / (whole.end - whole.begin || 1))} of ${whole.name}, ${KIND_WORDS[shown.kind]}`}</span>
        {flame.hidden > 0 && ` · ${counted(flame.hidden, 'part')} too narrow to draw`} · arrows move, Enter
        shows a part alone, Escape what it is part of
      </figcaption>
    </figure>
  );
}

interface BoxProps {
  readonly box: FlameBox;
  readonly span: RequestTrace['spans'][number];
  readonly isStop: boolean;
  readonly onFocus: () => void;
  readonly onPress: () => void;
}

function Box({ box: { index, depth, left, width }, span, isStop, onFocus, onPress }: BoxProps) {
  const { name, kind, lane, begin, end } = span;
  const words = `${name}, ${milliseconds(end - begin)}, ${lane}`;
  return (
    <button
      type="button"
      className={styles.box}
      data-index={index}
      data-kind={kind}
      tabIndex={isStop ? 0 : -1}
      aria-label={words}
      title={words}
      style={{ left: `${100 * left}%`, width: `${100 * width}%`, top: `${depth * ROW_REM}rem` }}
      onFocus={onFocus}
      onClick={onPress}
    >
      {name}
    </button>
  );
}

function keyTarget(key: string, next: ReturnType<typeof neighbours>): number | null {
  if (key === 'ArrowLeft') return next.left;
  if (key === 'ArrowRight') return next.right;
  if (key === 'ArrowUp') return next.up;
  return key === 'ArrowDown' ? next.down : null;
}

function focusOn(box: HTMLElement | null, index: number): void {
  box?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus();
}

/** From the trace to a span. */
function pathOf(spans: RequestTrace['spans'], index: number): number[] {
  const { parent } = spans[index];
  return parent === null ? [index] : [...pathOf(spans, parent), index];
}
