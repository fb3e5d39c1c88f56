import { linearScale } from './axis.ts';
import type { Surface } from './canvas.tsx';
import { AXIS, type ClockName, drawTimeAxis, FONT, withinPlot } from './load-time-axis.ts';
import { GUTTER, plotWidth, type TimeWindow, timeText, xOf } from './load-window.ts';

/** A token of a watched request: when it was there and how long after the one before it, or after the request itself. */
export interface TokenGap {
  readonly position: number;
  readonly at: number;
  readonly gap: number;
  /** Its logits beside the same tokens alone; null where it was not looked. */
  readonly bits: 'same' | 'differ' | null;
  /** Largest distance in units in the last place; 0 where not looked. */
  readonly maxUlp: number;
}

export interface GapsView {
  readonly window: TimeWindow;
  readonly clock: ClockName;
  /** The token that is looked at; null: none. */
  readonly chosen: number | null;
  /** First token that is another one than alone; null where none is. */
  readonly fork: number | null;
  /** Instants at which a mechanism was switched, with what. */
  readonly switches: readonly { readonly at: number; readonly words: string }[];
}

/** A stem for each token, as high as the wait before it; its head tells whether its bits are those of the request alone. */
export function drawGaps(surface: Surface, gaps: readonly TokenGap[], view: GapsView): void {
  const { context, width, height, colour } = surface;
  drawTimeAxis(surface, view.window, view.clock);
  const base = height - AXIS;
  const inSight = gaps.filter(({ at }) => at >= view.window.from && at <= view.window.to);
  const most = Math.max(1e-3, ...inSight.map(({ gap }) => gap));
  const y = linearScale([0, most], [base, 14]);
  withinPlot(surface, () => {
    for (const gap of inSight) {
      const x = xOf(gap.at, view.window, width);
      context.strokeStyle = colour(gap.position === view.chosen ? '--ink' : '--muted');
      context.lineWidth = gap.position === view.chosen ? 2 : 1;
      context.beginPath();
      context.moveTo(x, base);
      context.lineTo(x, y(gap.gap));
      context.stroke();
      drawHead(surface, gap, x, y(gap.gap));
      if (gap.position === view.fork) {
        context.fillStyle = colour('--fork');
        context.fillRect(x - 1, 0, 2, base);
        context.font = `600 ${FONT}`;
        drawBeside(surface, `fork at token ${gap.position}`, x, 5, 10);
      }
    }
    for (const { at, words } of view.switches) drawSwitch(surface, xOf(at, view.window, width), words, base);
  });
  context.font = FONT;
  context.textAlign = 'right';
  context.fillStyle = colour('--muted');
  context.fillText(timeText(most), GUTTER.left - 6, 18);
  context.fillText('between', GUTTER.left - 6, base / 2);
  context.fillText('tokens', GUTTER.left - 6, base / 2 + 12);
  context.textAlign = 'left';
  context.fillStyle = colour('--line');
  context.fillRect(GUTTER.left, base, plotWidth(width), 1);
}

/** Full disc: same bits; open diamond: other bits; small ring: not looked. */
function drawHead({ context, colour }: Surface, { bits }: TokenGap, x: number, y: number): void {
  context.beginPath();
  if (bits === 'differ') {
    context.moveTo(x, y - 4.5);
    context.lineTo(x + 4.5, y);
    context.lineTo(x, y + 4.5);
    context.lineTo(x - 4.5, y);
    context.closePath();
    context.fillStyle = colour('--surface');
    context.strokeStyle = colour('--fork');
    context.lineWidth = 1.5;
  } else {
    context.arc(x, y, bits === 'same' ? 3 : 2, 0, 2 * Math.PI);
    context.fillStyle = colour(bits === 'same' ? '--same' : '--surface');
    context.strokeStyle = colour(bits === 'same' ? '--same' : '--muted');
    context.lineWidth = 1;
  }
  context.fill();
  context.stroke();
}

function drawSwitch(surface: Surface, x: number, words: string, base: number): void {
  const { context, colour } = surface;
  context.strokeStyle = colour('--ink');
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.beginPath();
  context.moveTo(x, 12);
  context.lineTo(x, base);
  context.stroke();
  context.setLineDash([]);
  context.font = FONT;
  context.fillStyle = colour('--ink');
  drawBeside(surface, words, x, 4, 22);
}

/** Words right of a line, so many pixels away from it, or left of it where there is no room. */
function drawBeside({ context, width }: Surface, words: string, x: number, away: number, y: number): void {
  const long = context.measureText(words).width + away;
  const left = x + long > width - GUTTER.right && x - long >= GUTTER.left;
  context.textAlign = left ? 'right' : 'left';
  context.fillText(words, left ? x - away : x + away, y);
  context.textAlign = 'left';
}

/** The token whose stem is nearest to a pixel; null where there is none in sight. */
export function nearestGap(
  gaps: readonly TokenGap[],
  x: number,
  window: TimeWindow,
  width: number,
): TokenGap | null {
  let [best, distance] = [null as TokenGap | null, 24];
  for (const gap of gaps) {
    const away = Math.abs(xOf(gap.at, window, width) - x);
    if (away < distance) [best, distance] = [gap, away];
  }
  return best;
}
