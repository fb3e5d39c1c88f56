import { useEffect, useRef } from 'react';

/** A canvas in CSS pixels. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** The colour that a variable of the style sheet has under the theme in force. */
  readonly colour: (variable: `--${string}`) => string;
}

interface CanvasProps {
  /** The picture in words. */
  readonly label: string;
  readonly height: number;
  /** The same function while the picture is the same. */
  readonly draw: (surface: Surface) => void;
}

/**
 * A picture as wide as its place, drawn anew where its size, the theme or what it draws changes.
 */
export function Canvas({ label, height, draw }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current!;
    const paint = () => paintOn(element, height, draw);
    paint();
    const size = new ResizeObserver(paint);
    size.observe(element);
    const theme = new MutationObserver(paint);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', paint);
    return () => {
      size.disconnect();
      theme.disconnect();
      dark.removeEventListener('change', paint);
    };
  }, [height, draw]);
  return <canvas ref={canvas} className="canvas" style={{ height }} role="img" aria-label={label} />;
}

function paintOn(canvas: HTMLCanvasElement, height: number, draw: CanvasProps['draw']): void {
  const width = canvas.clientWidth;
  const context = canvas.getContext('2d');
  if (!context || width === 0) return;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  const colour = (variable: `--${string}`) => {
    canvas.style.color = `var(${variable})`;
    return getComputedStyle(canvas).color;
  };
  draw({ context, width, height, colour });
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
