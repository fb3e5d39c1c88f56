import {
  type RotCost,
  type RotUpgrade,
  type RotWorth,
  rotCosts,
  rotUnable,
  rotUpgrades,
  rotWorths,
} from '../audit/rot/judge-rot.ts';
import type { RotEngine, RotReport, RotRun } from '../audit/rot/rot-report.ts';
import { caseName } from '../bench/bench-case.ts';
import { grouped } from '../numerics/grouped.ts';
import { trueMinus } from '../numerics/true-minus.ts';
import { adapterName } from '../results/adapter-name.ts';
import { bytesWords } from '../results/amounts.ts';
import { ratioText } from './bench.ts';

export const ROT_ENGINE_WORDS: Readonly<Record<RotEngine, string>> = {
  'ort-webgpu': 'WebGPU, its own operators',
  'ort-webgpu-plain': 'WebGPU, ONNX’s operators alone',
  'ort-wasm': 'WebAssembly, its own operators',
  'ort-wasm-plain': 'WebAssembly, ONNX’s operators alone',
};

/** How an interval of ratios lies to 1. */
export function costWord({ ratio }: RotCost): 'slower' | 'faster' | 'not told apart' {
  return ratio.low > 1 ? 'slower' : ratio.high < 1 ? 'faster' : 'not told apart';
}

export function upgradeWords(
  { from, to, otherBits, otherTokens, tokens }: RotUpgrade,
  prompts: number,
): string {
  if (otherBits.length === 0) return `${from} to ${to}: every bit is the same`;
  const answers =
    otherTokens.length === 0
      ? 'no token'
      : `${tokens.differ} of ${tokens.of} tokens (${otherTokens.join(', ')})`;
  return `${from} to ${to}: other bits in ${otherBits.length} of ${prompts} answers, and ${answers}`;
}

function worthWords({ invariant, asReference, prompts, distance }: RotWorth): string {
  return `${asReference} of ${prompts} answers are the reference’s, logits at most ${distanceWords(distance)} from it; ${invariant} of ${prompts} keep their bits in a batch`;
}

export function distanceWords(distance: number): string {
  return distance < 0.01 ? trueMinus(distance.toExponential(1)) : grouped(distance, 2);
}

export function unableWords({ release, problem }: RotRun): string {
  return `${release} cannot run it: “${(problem ?? '').replaceAll(/\s+/g, ' ').slice(0, 240)}”`;
}

/** The whole in a few sentences: what staying cost at most, what upgrades changed, who is wrong. `costs`: the report's, where they are at hand. */
export function rotAnswer(report: RotReport, costs: readonly RotCost[] = rotCosts(report)): string[] {
  const dearest = costs.toSorted((a, b) => b.ratio.estimate - a.ratio.estimate);
  const worst = dearest.find((cost) => costWord(cost) === 'slower');
  const best = dearest.findLast((cost) => costWord(cost) === 'faster');
  const upgrades = rotUpgrades(report);
  const silent = upgrades.filter(({ otherBits }) => otherBits.length > 0);
  const spoken = upgrades.filter(({ otherTokens }) => otherTokens.length > 0);
  const wrong = rotWorths(report).filter(({ asReference, prompts }) => asReference < prompts);
  return [
    worst
      ? `Staying behind cost at most ${ratioText(worst.ratio)} times the time of ${report.releases.at(-1)}: ${worst.release}, ${ROT_ENGINE_WORDS[worst.engine]}, ${caseName(worst.case)}.`
      : `No release was slower than ${report.releases.at(-1)} beyond its interval.`,
    ...(best
      ? [
          `An upgrade can cost too: ${best.release} took ${ratioText(best.ratio)} times the time of ${report.releases.at(-1)} (${ROT_ENGINE_WORDS[best.engine]}, ${caseName(best.case)}).`,
        ]
      : []),
    `${silent.length} of ${upgrades.length} upgrades changed bits, ${spoken.length} changed tokens.`,
    ...(wrong.length > 0
      ? [
          `Not every release is right: ${wrong.map(({ release, engine, asReference, prompts }) => `${release} (${ROT_ENGINE_WORDS[engine]}, ${asReference} of ${prompts} answers)`).join('; ')}.`,
        ]
      : []),
  ];
}

/** For a terminal. */
export function rotLines(report: RotReport): string[] {
  const { model, host, adapter, prompts, runs } = report;
  const costs = rotCosts(report);
  const engines = [...new Set(runs.map(({ engine }) => engine))];
  return [
    `${model.name} on ${adapterName(adapter)}, ${host}; ${prompts.length} prompts of ${Math.min(...prompts.map(({ length }) => length))} to ${Math.max(...prompts.map(({ length }) => length))} tokens, ${report.newTokens} tokens each`,
    ...rotAnswer(report, costs),
    ...engines.flatMap((engine) => [
      '',
      ROT_ENGINE_WORDS[engine],
      ...rotUnable(report)
        .filter((run) => run.engine === engine)
        .map((run) => `  ${unableWords(run)}`),
      ...costs
        .filter((cost) => cost.engine === engine)
        .map(
          (cost) =>
            `  ${cost.release}, ${caseName(cost.case)}: ${ratioText(cost.ratio)} times the current one's time, ${costWord(cost)}`,
        ),
      ...rotUpgrades(report)
        .filter((upgrade) => upgrade.engine === engine)
        .map((upgrade) => `  ${upgradeWords(upgrade, prompts.length)}`),
      ...rotWorths(report)
        .filter((worth) => worth.engine === engine)
        .map((worth) => `  ${worth.release}${sizeWords(report, worth)}: ${worthWords(worth)}`),
    ]),
  ];
}

function sizeWords({ runs }: RotReport, { release, engine }: RotWorth): string {
  const run = runs.find((each) => each.release === release && each.engine === engine);
  return run?.download ? `, ${bytesWords(run.download)}` : '';
}
