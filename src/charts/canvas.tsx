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

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Fills a rectangle with diagonal stripes of one colour over another. */
export function fillStriped(
  context: CanvasRenderingContext2D,
  box: Box,
  colours: readonly [string, string],
): void {
  fillAllStriped(context, [box], colours);
}

/** The same of many at once: one clip and one stroke for all of them. */
export function fillAllStriped(
  context: CanvasRenderingContext2D,
  boxes: readonly Box[],
  [stripe, ground]: readonly [string, string],
): void {
  if (boxes.length === 0) return;
  const left = Math.min(...boxes.map(({ x }) => x));
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const top = Math.min(...boxes.map(({ y }) => y));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  const height = bottom - top;
  context.save();
  context.beginPath();
  for (const box of boxes) context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  context.fillStyle = ground;
  context.fillRect(left, top, right - left, height);
  context.strokeStyle = stripe;
  context.lineWidth = 2;
  context.beginPath();
  // From the canvas's own origin, so that neighbouring rectangles have one pattern.
  for (let at = Math.floor((left - height) / 6) * 6; at < right + height; at += 6) {
    context.moveTo(at, bottom);
    context.lineTo(at + height, top);
  }
  context.stroke();
  context.restore();
}
