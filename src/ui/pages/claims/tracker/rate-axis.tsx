import type { Scale } from '../../../../charts/axis.ts';
import { LINE, SMALL } from '../../../../charts/chart-look.ts';

/** Pixels beside a plot of pass rates, for their words and for what ends at its edge. */
export const LEFT = 44;
export const RIGHT = 12;

/** Pass rates as lines across a plot. */
export function RateAxis({ y, width }: { readonly y: Scale; readonly width: number }) {
  return y.ticks(4).map((rate) => (
    <g key={rate}>
      <line x1={LEFT} x2={width - RIGHT} y1={y(rate)} y2={y(rate)} stroke={LINE} />
      <text x={LEFT - 6} y={y(rate) + 4} textAnchor="end" style={SMALL}>
        {Math.round(100 * rate)} %
      </text>
    </g>
  ));
}
