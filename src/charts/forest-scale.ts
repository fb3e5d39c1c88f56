import { linearScale, type Span } from './axis.ts';

interface Reaching {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly smallest: number;
}

/** Share of the axis that stays free at either end. */
const FREE = 0.06;
/** Pixels that a tick's words take. */
const TICK = 64;

/** Values that an axis goes through: every interval, every band and zero, with room at its ends; never without a width. */
export function forestDomain(rows: readonly Reaching[]): Span {
  const values = rows.flatMap(({ value, low, high, smallest }) => [
    value,
    low ?? value,
    high ?? value,
    smallest,
    -smallest,
  ]);
  const finite = [0, ...values].filter(Number.isFinite);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  const room = FREE * (most - least) || 1;
  return [least - room, most + room];
}

/** Round values within, as many as there is room for; zero among them. */
export function forestTicks(domain: Span, width: number): number[] {
  return linearScale(domain, [0, width]).ticks(Math.max(2, Math.floor(width / TICK)));
}
