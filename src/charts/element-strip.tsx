import { useCallback } from 'react';
import { Canvas, type Surface } from './canvas.tsx';

export interface ElementStripProps {
  readonly label: string;
  /** Elements of the output. */
  readonly elements: number;
  /** Those that differ, and by how much. */
  readonly differing: readonly { readonly element: number; readonly size: number }[];
  readonly chosen: number;
}

const HEIGHT = 44;
const BAND = { top: 10, height: 26 };

/** A tick for every element that differs, as high as its share of the largest difference; a frame around the chosen one. */
export function ElementStrip({ label, elements, differing, chosen }: ElementStripProps) {
  const draw = useCallback(
    (surface: Surface) => drawStrip(surface, { elements, differing, chosen }),
    [elements, differing, chosen],
  );
  return <Canvas label={label} height={HEIGHT} draw={draw} />;
}

function drawStrip(
  { context, width, colour }: Surface,
  { elements, differing, chosen }: Omit<ElementStripProps, 'label'>,
): void {
  const cell = width / elements;
  const { top, height } = BAND;
  const base = top + height;
  context.fillStyle = colour('--sunken');
  context.fillRect(0, top, width, height);
  const most = Math.max(...differing.map(({ size }) => size), Number.MIN_VALUE);
  context.fillStyle = colour('--b');
  for (const { element, size } of differing) {
    const tick = Math.max(2, (size / most) * height);
    context.fillRect(element * cell, base - tick, Math.max(1, cell - 1), tick);
  }
  const worst = differing.find(({ size }) => size === most);
  context.fillStyle = colour('--fork');
  if (worst) triangle(context, (worst.element + 0.5) * cell, top - 2);
  context.strokeStyle = colour('--ink');
  context.lineWidth = 2;
  const wide = Math.max(cell, 6);
  context.strokeRect((chosen + 0.5) * cell - wide / 2, top - 2, wide, height + 4);
}

function triangle(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - 4, y - 7);
  context.lineTo(x + 4, y - 7);
  context.fill();
}
