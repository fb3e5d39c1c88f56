import { type PointerEvent, useRef } from 'react';
import { powerAxis, powerScale, powerText } from '../../../../../charts/axis.ts';
import type { PositionFigures } from '../../../../../results/position-figures.ts';
import { useWidth } from '../../../../kit/use-width.ts';
import parts from '../../parts.module.css';
import styles from './one-bit.module.css';

interface LeadChartProps {
  readonly positions: readonly PositionFigures[];
  readonly at: number;
  readonly onMove: (position: number) => void;
}

const [HEIGHT, HEAD, FOOT, LEFT] = [180, 8, 8, 44];

/** Two bars a token on a logarithmic axis; the slider below it is the way to them without a pointer. */
export function LeadChart({ positions, at, onMove }: LeadChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const width = Math.max(LEFT + 1, useWidth(place));
  const sizes = positions
    .flatMap(({ margin, perturbation }) => [margin, perturbation])
    .filter((size) => size > 0);
  const axis = powerAxis(sizes);
  const y = powerScale(axis, [HEIGHT - FOOT, HEAD]);
  const slot = (width - LEFT) / positions.length;
  const bar = Math.max(1, Math.min(8, slot * 0.4));
  const column = (size: number, x: number, className: string) =>
    size > 0 && (
      <rect
        className={className}
        x={x}
        y={y(size)}
        width={bar}
        height={Math.max(1, HEIGHT - FOOT - y(size))}
      />
    );
  const point = ({ clientX, currentTarget, buttons }: PointerEvent) => {
    if (buttons === 0) return;
    const { left } = currentTarget.getBoundingClientRect();
    const pointed = Math.floor((clientX - left - LEFT) / slot);
    onMove(Math.min(Math.max(pointed, 0), positions.length - 1));
  };
  return (
    <div
      ref={place}
      className={`${parts.learnChart} ${styles.leadChart}`}
      onPointerDown={point}
      onPointerMove={point}
    >
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label="Lead and perturbation of every token; the slider reads them out"
      >
        <defs>
          <pattern
            id="lead-stripes"
            width="4"
            height="4"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="2" height="4" />
          </pattern>
        </defs>
        {axis.ticks.map((power) => (
          <g key={power}>
            <path className={parts.chartGrid} d={`M${LEFT} ${y(power)}H${width}`} />
            <text x={LEFT - 6} y={y(power) + 4} textAnchor="end">
              {powerText(power)}
            </text>
          </g>
        ))}
        <rect className={styles.leadAt} x={LEFT + at * slot} y={0} width={slot} height={HEIGHT} />
        {positions.map(({ position, margin, perturbation }, index) => (
          <g key={position}>
            {column(margin, LEFT + index * slot + slot / 2 - bar, styles.leadMargin)}
            {column(perturbation, LEFT + index * slot + slot / 2, styles.leadMoved)}
          </g>
        ))}
      </svg>
    </div>
  );
}
