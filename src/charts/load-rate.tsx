import { useCallback } from 'react';
import { Canvas, type Surface } from './canvas.tsx';
import { FONT } from './load-time-axis.ts';
import { timeText } from './load-window.ts';
import { fillStriped } from './patterns.ts';

export interface RateChartProps {
  readonly title: string;
  readonly height: number;
  /** Arrivals a second in equal bins of the time; null where they follow from how long answers take. */
  readonly rates: readonly number[] | null;
  readonly milliseconds: number;
  /** Share of noise, drawn striped. */
  readonly noise: number;
}

/** Rate over time that a crowd is expected to have, the noise in it striped. */
export function RateChart({ title, height, rates, milliseconds, noise }: RateChartProps) {
  const draw = useCallback(
    (surface: Surface) => drawRates(surface, { rates, milliseconds, noise }),
    [rates, milliseconds, noise],
  );
  return (
    <div data-chart={title}>
      <Canvas label={title} height={height} draw={draw} />
    </div>
  );
}

function drawRates(
  { context, width, height, colour }: Surface,
  { rates, milliseconds, noise }: Omit<RateChartProps, 'title' | 'height'>,
): void {
  const base = height - 15;
  context.font = FONT;
  context.fillStyle = colour('--muted');
  context.fillText('0', 0, height - 3);
  context.textAlign = 'right';
  context.fillText(timeText(milliseconds), width, height - 3);
  context.textAlign = 'left';
  context.fillStyle = colour('--line');
  context.fillRect(0, base, width, 1);
  if (!rates) {
    context.fillStyle = colour('--muted');
    context.fillText('each user waits for an answer, then asks again', 4, base / 2);
    return;
  }
  const most = Math.max(1e-9, ...rates);
  const wide = width / rates.length;
  rates.forEach((rate, at) => {
    const high = (rate / most) * (base - 14);
    const striped = high * noise;
    context.fillStyle = colour('--same');
    context.fillRect(at * wide, base - high, Math.ceil(wide), high - striped);
    if (striped >= 0.5)
      fillStriped(context, { x: at * wide, y: base - striped, width: Math.ceil(wide), height: striped }, [
        colour('--b'),
        colour('--b-wash'),
      ]);
  });
  context.fillStyle = colour('--muted');
  context.fillText(`${Number(most.toPrecision(3))} a second at most`, 0, 10);
}
