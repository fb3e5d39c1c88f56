import { renderToStaticMarkup } from 'react-dom/server';
import type { BenchReport } from '../src/bench/report.ts';
import { adapterName } from '../src/results/adapter-name.ts';
import { RatesChart } from '../src/ui/pages/bench/rates-chart.tsx';

const WIDTH = 640;

/** The page's chart as an SVG file's text. */
export function ratesPicture({ model, adapter, cases }: BenchReport): string {
  const title = `${model.name} on ${adapterName(adapter)}`;
  return `${renderToStaticMarkup(<RatesChart title={title} cases={cases} width={WIDTH} />)}\n`;
}
