import { type PointerEvent, useMemo, useRef } from 'react';
import type { StepRecord } from '../../../../results/record.ts';
import { useWidth } from '../../../kit/use-width.ts';
import styles from './timeline.module.css';
import { mostByColumn } from './zoom.ts';

const HEIGHT = 26;

interface OverviewProps {
  readonly steps: readonly StepRecord[];
  readonly most: number;
  readonly fork: number | null;
  /** The part of the run that the box below shows, as shares of the whole. */
  readonly from: number;
  readonly to: number;
  /** Brings a share of the whole into the middle of the box. */
  readonly onGo: (share: number) => void;
}

/** The whole run in one strip, and which part of it is in sight: pressed or dragged, it leads there. Keys do the same on the steps. */
export function Overview({ steps, most, fork, from, to, onGo }: OverviewProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const outline = useMemo(() => {
    const columns = mostByColumn(
      steps.map(({ rows }) => rows),
      Math.max(1, width),
    );
    const points = columns.map((rows, at) => {
      const y = HEIGHT - (rows / most) * (HEIGHT - 3);
      return `${(at / columns.length) * width},${y} ${((at + 1) / columns.length) * width},${y}`;
    });
    return `0,${HEIGHT} ${points.join(' ')} ${width},${HEIGHT}`;
  }, [steps, most, width]);
  const go = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width: wide } = event.currentTarget.getBoundingClientRect();
    onGo(Math.min(1, Math.max(0, (event.clientX - left) / wide)));
  };
  return (
    <div
      className={styles.overview}
      ref={box}
      aria-hidden="true"
      data-part="timeline-overview"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && go(event)}
    >
      <svg width={width} height={HEIGHT}>
        <title>The whole run</title>
        <polygon className={styles.outline} points={outline} />
        {fork !== null && (
          <path className={styles.forkStep} d={`M${((fork + 0.5) / steps.length) * width} 0V${HEIGHT}`} />
        )}
        {to - from < 0.999 && (
          <rect
            className={styles.sight}
            x={from * width + 0.5}
            y={0.5}
            width={Math.max(4, (to - from) * width - 1)}
            height={HEIGHT - 1}
          />
        )}
      </svg>
    </div>
  );
}
