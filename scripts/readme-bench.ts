/** Writes the figures of kept benches into the texts that show them: `npm run -s bench:readme`, after `npm run -s bench -- --json public/examples/bench.json`. */
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { caseName } from '../src/bench/bench-case.ts';
import type { BenchReport } from '../src/bench/report.ts';
import { priceOf, timesOrt } from '../src/bench/summary.ts';
import { CURE } from '../src/numerics/sets/sets.ts';
import { priceText, rateText, ratioText } from '../src/report/bench.ts';

/** Texts with benches in them, and the file that each shows: its reports in order, one to a block. */
export const BENCH_TEXTS = [
  { text: 'README.md', bench: 'public/examples/bench.json' },
  { text: 'docs/nvidia-h200.md', bench: 'docs/nvidia-h200-bench.json' },
] as const;
type BenchText = (typeof BENCH_TEXTS)[number];

/** What stands between these is the script's. */
const BLOCK = /(<!-- bench -->\n)[\s\S]*?(<!-- \/bench -->)/g;

/** The text with its benches' tables. Throws RangeError where it has not one place for each report. */
export function withBenchTables(text: string, reports: readonly BenchReport[]): string {
  const places = text.match(BLOCK)?.length ?? 0;
  if (places !== reports.length)
    throw new RangeError(`expected ${reports.length} <!-- bench --> blocks, found ${places}`);
  let next = 0;
  return text.replace(BLOCK, (_, open: string, close: string) => {
    const table = benchTable(reports[next++]);
    return `${open}${table}${close}`;
  });
}

export async function readBenchText({ text, bench }: BenchText) {
  const { reports } = JSON.parse(await readFile(bench, 'utf8')) as { reports: BenchReport[] };
  return { text: await readFile(text, 'utf8'), reports };
}

/** A row a step: tokens a second of each of our engines with half the interquartile range, what invariance costs, and against whom. */
function benchTable({ plan, cases }: BenchReport): string {
  const ours = plan.engines.filter((engine) => engine !== 'ort-webgpu');
  const theirs = plan.engines.includes('ort-webgpu');
  const rows = cases.map((report) => {
    const rates = ours.map((engine) => {
      const times = report.times.find((each) => each.engine === engine);
      return times ? `${rateText(times.tokensPerSecond)} ±${(100 * times.spread).toFixed(0)} %` : '';
    });
    const [price, faster] = [priceOf(report), timesOrt(report, CURE)];
    const against = theirs ? [faster ? ratioText(faster) : ''] : [];
    return [caseName(report.case), ...rates, price ? priceText(price) : '', ...against];
  });
  const head = [
    'tokens/s',
    ...ours,
    'price of invariance',
    ...(theirs ? ['invariant over onnxruntime-web'] : []),
  ];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const place of BENCH_TEXTS) {
    const { text, reports } = await readBenchText(place);
    await writeFile(place.text, withBenchTables(text, reports));
  }
}
