import { useEffect, useRef } from 'react';
import styles from './canvas.module.css';
import { type Draw, Painter } from './painter.ts';

export type { Surface } from './painter.ts';

interface CanvasProps {
  /** The picture in words. */
  readonly label: string;
  readonly height: number;
  /** The same function while the picture is the same. */
  readonly draw: Draw;
}

/** A picture as wide as its place. */
export function Canvas({ label, height, draw }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<Painter>(null);
  useEffect(() => {
    if (!canvas.current) return;
    const own = new Painter(canvas.current);
    painter.current = own;
    return () => own.stop();
  }, []);
  useEffect(() => painter.current?.show(draw), [draw]);
  return <canvas ref={canvas} className={styles.canvas} style={{ height }} role="img" aria-label={label} />;
}
