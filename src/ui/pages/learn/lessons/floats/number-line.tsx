import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { linearScale } from '../../../../../charts/axis.ts';
import { valueAfterKey } from '../../../../kit/slider-keys.ts';
import { useWidth } from '../../../../kit/use-width.ts';
import parts from '../../parts.module.css';
import styles from './floats.module.css';

interface NumberLineProps {
  readonly value: number;
  /** The float that it becomes. */
  readonly rounded: number;
  readonly fractionBits: number;
  readonly onMove: (value: number) => void;
}

export const LEAST = 0.25;
export const MOST = 8;
const NUDGE = 0.05;
const [HEIGHT, BASE, PAD] = [112, 66, 10];
/** Ticks that are closer than this are drawn as one band. */
const LEAST_GAP = 2.5;

/** The floats from 0 to 8 as ticks, and a point to move among them. */
export function NumberLine({ value, rounded, fractionBits, onMove }: NumberLineProps) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const x = linearScale([0, MOST], [PAD, width - PAD]);
  const point = ({ clientX, currentTarget, buttons }: PointerEvent) => {
    if (buttons === 0) return;
    const { left } = currentTarget.getBoundingClientRect();
    onMove(within(x.invert(clientX - left)));
  };
  const press = (event: KeyboardEvent) => {
    const to = valueAfterKey(event.key, value, { least: LEAST, most: MOST, step: NUDGE, page: 1 });
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(within(to));
  };
  return (
    <div
      ref={place}
      className={`${parts.learnChart} ${styles.numberLine}`}
      role="slider"
      tabIndex={0}
      aria-label="Point on the number line"
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={Number(value.toFixed(3))}
      aria-valuetext={`${value.toFixed(3)}, which becomes ${rounded}`}
      onKeyDown={press}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        point(event);
      }}
      onPointerMove={point}
    >
      <svg width={width} height={HEIGHT} aria-hidden="true">
        <path className={parts.chartBase} d={`M${x(0)} ${BASE}H${x(MOST)}`} />
        {[-3, -2, -1, 0, 1, 2].map((power) => (
          <Stretch key={power} power={power} fractionBits={fractionBits} x={x} />
        ))}
        {[0, 1, 2, 4, 8].map((at) => (
          <g key={at}>
            <path className={styles.linePower} d={`M${x(at)} ${BASE - 22}V${BASE + 6}`} />
            <text x={x(at)} y={BASE + 24} textAnchor="middle">
              {at}
            </text>
          </g>
        ))}
        <path className={styles.lineFall} d={`M${x(value)} ${BASE - 34}L${x(rounded)} ${BASE}`} />
        <circle className={styles.lineRounded} cx={x(rounded)} cy={BASE} r="5" />
        <circle className={styles.linePoint} cx={x(value)} cy={BASE - 42} r="8" />
      </svg>
    </div>
  );
}

interface StretchProps {
  readonly power: number;
  readonly fractionBits: number;
  readonly x: (value: number) => number;
}

/** The floats from a power of two to the next. */
function Stretch({ power, fractionBits, x }: StretchProps) {
  const [start, count] = [2 ** power, 2 ** fractionBits];
  const [left, right] = [x(start), x(2 * start)];
  if ((right - left) / count < LEAST_GAP)
    return (
      <rect
        className={styles.lineBand}
        x={left}
        y={BASE - 12}
        width={Math.max(0, right - left)}
        height={12}
      />
    );
  const ticks = Array.from(
    { length: count },
    (_, i) => `M${x(start * (1 + i / count)).toFixed(1)} ${BASE}v-12`,
  );
  return <path className={styles.lineTick} d={ticks.join('')} />;
}

function within(value: number): number {
  return Math.min(Math.max(value, LEAST), MOST - 0.001);
}
