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

/** Fills a rectangle with diagonal stripes of one colour over another. */
export function fillStriped(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  [stripe, ground]: readonly [string, string],
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.fillStyle = ground;
  context.fillRect(x, y, width, height);
  context.strokeStyle = stripe;
  context.lineWidth = 2;
  context.beginPath();
  // From the canvas's own origin, so that neighbouring rectangles have one pattern.
  for (let at = Math.floor((x - height) / 6) * 6; at < x + width + height; at += 6) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}
