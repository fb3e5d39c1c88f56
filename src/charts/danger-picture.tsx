import { type MouseEvent, useCallback, useMemo } from 'react';
import { Canvas, type Surface } from './canvas.tsx';
import { type DangerPlot, dangerPlot, drawDanger, positionAt } from './danger-drawing.ts';
import styles from './danger-line.module.css';
import type { DangerPoint } from './danger-points.ts';

export interface DangerLineProps {
  readonly title: string;
  readonly points: readonly DangerPoint[];
  /** Tokens of the longer stream: the axis is as long as the strip above it. */
  readonly length: number;
  /** Tokens with equal contexts, of which those without a point were not measured. */
  readonly comparable: number;
  readonly fork: number | null;
  readonly preview: number | null;
  readonly pinned: number | null;
  readonly onPreview: (position: number | null) => void;
  readonly onPin: (position: number) => void;
}

const HEIGHT = 168;

/** Margin and perturbation of every token on one log axis; what has no point was not measured there, or has no comparable logits. */
export function DangerPicture(props: DangerLineProps) {
  const { title, points, length, comparable, fork, preview, pinned, onPreview, onPin } = props;
  const plot: DangerPlot = useMemo(
    () => dangerPlot(points, length, comparable),
    [points, length, comparable],
  );
  const draw = useCallback(
    (surface: Surface) => drawDanger(surface, plot, { fork, preview, pinned }),
    [plot, fork, preview, pinned],
  );
  const at = ({ clientX, currentTarget }: MouseEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    return positionAt(clientX - left, width, plot);
  };
  return (
    // The strip above is the same by keyboard, and the table below says the same in figures.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    <div
      className={styles.dangerLine}
      data-part="danger-line"
      data-chart={title}
      onPointerMove={(event) => onPreview(at(event))}
      onPointerLeave={() => onPreview(null)}
      onClick={(event) => onPin(at(event))}
    >
      <Canvas label={title} height={HEIGHT} draw={draw} />
    </div>
  );
}
