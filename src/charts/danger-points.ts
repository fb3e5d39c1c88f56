/** One token of the danger line. */
export interface DangerPoint {
  readonly position: number;
  readonly margin: number;
  readonly perturbation: number;
  /** From a teacher-forced replay. */
  readonly forced: boolean;
}

/** A flip was possible here. Where nothing differs, a tie stays as it is. */
export function inDanger({ margin, perturbation }: Pick<DangerPoint, 'margin' | 'perturbation'>): boolean {
  return perturbation > 0 && perturbation >= margin;
}

export interface LogScale {
  /** Powers of ten that hold every positive value. */
  readonly domain: readonly [number, number];
  /** Stands for 0, a power below the rest; null where no value is 0. */
  readonly zero: number | null;
  readonly ticks: readonly number[];
}

/** Most powers of ten that are labelled. */
const MOST_TICKS = 5;

/** A log axis for values of which some may be 0. */
export function logScale(values: readonly number[]): LogScale {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const low = positive.length === 0 ? -3 : Math.floor(Math.log10(Math.min(...positive)));
  const high = positive.length === 0 ? 0 : Math.max(low + 1, Math.ceil(Math.log10(Math.max(...positive))));
  const hasZero = values.some((value) => value === 0);
  const first = hasZero ? low - 1 : low;
  const stride = Math.ceil((high - low + 1) / MOST_TICKS);
  const powers = Array.from({ length: high - low + 1 }, (_, i) => low + i).filter((_, i) => i % stride === 0);
  return {
    domain: [power(first), power(high)],
    zero: hasZero ? power(first) : null,
    ticks: [...(hasZero ? [power(first)] : []), ...powers.map(power)],
  };
}

/** As it is written: 10 ** -4 is not 0.0001. */
function power(exponent: number): number {
  return Number(`1e${exponent}`);
}

/** How far up the scale a value lies, 0 to 1. */
export function shareOf(value: number, { domain: [low, high], zero }: LogScale): number {
  const drawn = value === 0 && zero !== null ? zero : value;
  return (Math.log(drawn) - Math.log(low)) / (Math.log(high) - Math.log(low));
}

/** A power of ten as the axis names it: `0.01`, `1e-7`. */
export function powerText(value: number): string {
  return value >= 0.001 && value < 10_000 ? String(Number(value.toPrecision(1))) : value.toExponential(0);
}
