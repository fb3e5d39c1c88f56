/** Writes the shipped bench's figures into the README: `npm run -s bench:readme`, after `npm run -s bench -- --json public/examples/bench.json`. */
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { caseName } from '../src/lab/bench/bench-case.ts';
import type { BenchReport } from '../src/lab/bench/report.ts';
import { priceOf, timesOrt } from '../src/lab/bench/summary.ts';
import { priceText, rateText, ratioText } from '../src/ui/bench/words.ts';

const README = 'README.md';
const BENCH = 'public/examples/bench.json';

/** What stands between these is the script's. */
const BLOCK = /(<!-- bench -->\n)[\s\S]*?(<!-- \/bench -->)/;

/** The README with the shipped bench's table. Throws RangeError where it has no place for one. */
export function withBenchTable(readme: string, report: BenchReport): string {
  if (!BLOCK.test(readme)) throw new RangeError(`${README}: no <!-- bench --> block`);
  return readme.replace(BLOCK, (_, open: string, close: string) => `${open}${benchTable(report)}${close}`);
}

export async function readmeAndBench(): Promise<{ readme: string; report: BenchReport }> {
  const { reports } = JSON.parse(await readFile(BENCH, 'utf8')) as { reports: BenchReport[] };
  return { readme: await readFile(README, 'utf8'), report: reports[0] };
}

function benchTable({ cases }: BenchReport): string {
  const rows = cases.map((report) => {
    const invariant = report.times.find(({ engine }) => engine === 'invariant');
    const [price, faster] = [priceOf(report), timesOrt(report, 'invariant')];
    return [
      caseName(report.case),
      invariant ? `${rateText(invariant.tokensPerSecond)} ±${(100 * invariant.spread).toFixed(0)} %` : '',
      price ? priceText(price) : '',
      faster ? ratioText(faster) : '',
    ];
  });
  const head = ['step', 'invariant, tokens/s', 'price of invariance', 'invariant over onnxruntime-web'];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { readme, report } = await readmeAndBench();
  await writeFile(README, withBenchTable(readme, report));
}
