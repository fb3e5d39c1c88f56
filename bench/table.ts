import { caseName } from '../src/bench/bench-case.ts';
import type { BenchReport, CaseReport } from '../src/bench/report.ts';
import { priceOf, timesOrt } from '../src/bench/summary.ts';
import { CURE } from '../src/numerics/sets/sets.ts';
import { gigaText, limitText, operationWords, priceText, rateText, ratioText } from '../src/report/bench.ts';
import { adapterName } from '../src/results/adapter-name.ts';

/** A bench as text: what it ran on, then each case's engines and operations. */
export function formatBench(report: BenchReport): string {
  const { model, adapter, host, plan, limits, cases, notes } = report;
  const head = [
    `${model.name} (${(model.parameters / 1e6).toFixed(1)} M parameters), ${plan.activations}, on ${adapterName(adapter)}${adapter.software ? ' (software)' : ''}`,
    host,
    ...(limits
      ? [`limits: copy ${gigaText(limits.copy)} GB/s, multiply-add ${gigaText(limits.multiplyAdd)} Gop/s`]
      : []),
    ...notes,
  ];
  return `${[...head, ...cases.map(formatCase)].join('\n')}\n`;
}

function formatCase(report: CaseReport): string {
  const price = priceOf(report);
  const title = price
    ? `${caseName(report.case)}: price of invariance ${priceText(price)}`
    : caseName(report.case);
  const engines = report.times.map(({ engine, milliseconds, spread, tokensPerSecond }) => {
    const times = timesOrt(report, engine);
    return [
      `  ${engine.padEnd(11)}`,
      `${milliseconds.toFixed(2).padStart(9)} ms +-${(100 * spread).toFixed(0).padStart(2)} %`,
      `${rateText(tokensPerSecond).padStart(6)} tok/s`,
      times ? `${ratioText(times)} times onnxruntime-web's` : '',
    ].join('  ');
  });
  return ['', title, ...engines, ...operationLines(report)].join('\n');
}

/** A line an operation, the sets side by side, the invariant set's share of the limit last. */
function operationLines({ operations }: CaseReport): string[] {
  if (operations.length === 0) return [];
  const shown = operations.find(({ engine }) => engine === CURE) ?? operations[0];
  const head = `  ${'ms by operation'.padEnd(38)}${operations.map(({ engine }) => engine.padStart(11)).join('')}  ${shown.engine}'s share of the limit`;
  const lines = shown.times.map((time) => {
    const cells = operations.map(({ times }) => {
      const found = times.find(({ operation }) => operation === time.operation);
      return (found ? found.milliseconds.toFixed(2) : '-').padStart(11);
    });
    return `    ${operationWords(time.operation).padEnd(36)}${cells.join('')}  ${limitText(time)}`;
  });
  return [head, ...lines];
}
