import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import type { ColumnPicture, PictureBar } from '../audit/drift/column-picture.ts';
import { visible } from '../experiment/visible.ts';
import { measured, shorten } from '../results/text.ts';
import { FIRST, LINE, SECOND, SMALL, SURFACE, TOOLTIP } from './chart-look.ts';

interface DriftHistogramProps {
  readonly title: string;
  readonly picture: ColumnPicture;
  readonly width: number;
}

const HEIGHT = 240;
const NAME_COLUMNS = 14;

/** Both windows of a column in the same bins, or by the same values, as shares of each: the reference hollow, the current one filled. */
export function DriftHistogram({ title, picture, width }: DriftHistogramProps) {
  const rows = picture.bars.map((bar) => ({ ...bar, label: labelOf(bar) }));
  return (
    <BarChart
      key={rows.map(({ label }) => label).join()}
      data={rows}
      width={width}
      height={HEIGHT}
      margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
      barCategoryGap={picture.kind === 'bins' ? 1 : '20%'}
      barGap={0}
      accessibilityLayer={false}
      role="img"
      aria-label={`${title}. ${rows.map(barWords).join(' ')}`}
    >
      <CartesianGrid vertical={false} stroke={LINE} />
      <XAxis
        dataKey="label"
        tick={{ style: SMALL }}
        stroke={LINE}
        interval="preserveStartEnd"
        minTickGap={16}
      />
      <YAxis
        width={52}
        tick={{ style: SMALL }}
        stroke={LINE}
        tickFormatter={(share: number) => `${measured(100 * share)} %`}
      />
      <Tooltip
        isAnimationActive={false}
        contentStyle={TOOLTIP}
        cursor={{ fill: LINE, fillOpacity: 0.4 }}
        formatter={(share) => `${measured(100 * Number(share))} %`}
        labelFormatter={(_, [row]) => (row ? wholeLabel(row.payload as PictureBar) : '')}
      />
      <Bar dataKey="reference" isAnimationActive={false} fill={SURFACE} stroke={FIRST} strokeWidth={1.5} />
      <Bar dataKey="current" isAnimationActive={false} fill={SECOND} stroke={SECOND} />
    </BarChart>
  );
}

function labelOf(bar: PictureBar): string {
  return bar.value === null ? measured(bar.from) : shorten(visible(bar.value), NAME_COLUMNS);
}

function wholeLabel(bar: PictureBar): string {
  return bar.value === null ? `${measured(bar.from)} to ${measured(bar.to)}` : visible(bar.value);
}

function barWords(bar: PictureBar): string {
  return `${wholeLabel(bar)}: ${measured(100 * bar.reference)} % before, ${measured(100 * bar.current)} % now.`;
}
