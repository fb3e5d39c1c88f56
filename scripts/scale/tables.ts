import { grouped } from '../../src/results/text.ts';
import { deviceHours, type Estimate, estimateOf } from './estimate.ts';
import type { Inputs } from './inputs.ts';

/** The tables of docs/scale.md, by the name that its markers give them. */
export function scaleTables(inputs: Inputs): Readonly<Record<string, readonly string[]>> {
  const { answers, study } = inputs;
  const sizes = [answers / study.answersAJob, 100_000, 1_000_000].map((jobs) => estimateOf(jobs, inputs));
  return { sizes: sizesTable(sizes), hours: hoursTable(sizes, inputs) };
}

function sizesTable(sizes: readonly Estimate[]): string[] {
  const row = (name: string, of: (each: Estimate) => string) => line([name, ...sizes.map(of)]);
  return [
    line(['', ...sizes.map(({ jobs }) => `${grouped(jobs)} jobs`)]),
    line(['---', ...sizes.map(() => '---')]),
    row('answers', ({ answers }) => grouped(answers)),
    row('seeds', ({ seeds }) => grouped(seeds)),
    row('tokens of the answers', ({ tokens }) => `${rounded(tokens / 1e6)} million`),
    row('tokens of their batches', ({ batchTokens }) => `${rounded(batchTokens / 1e6)} million`),
    row('results, a file each', ({ resultBytes }) => size(resultBytes)),
    row('writing them, all workers together', ({ writeHours }) => time(writeHours * 60)),
    row('reading what is done, at each start', ({ readMinutes }) => time(readMinutes)),
    row('merged file', ({ mergedBytes }) => size(mergedBytes)),
    row('merging: time', ({ mergeMinutes }) => time(mergeMinutes)),
    row('merging: memory', ({ mergeMemory }) => size(mergeMemory)),
    row('report of the folder: time of reading', ({ reportMinutes }) => time(reportMinutes)),
    row('report of the folder: memory', ({ reportMemory }) => size(reportMemory)),
    row('Redis, all jobs waiting', ({ queueBytes }) => size(queueBytes)),
    row('adding them to it', ({ queueMinutes }) => time(queueMinutes)),
  ];
}

function hoursTable(sizes: readonly Estimate[], { step, gpus, invariance }: Inputs): string[] {
  const over = (size: Estimate, low: number, high: number) => {
    const [least, most] = [low, high].map((milliseconds) => deviceHours(size, milliseconds));
    return `${rounded(least)} to ${rounded(most)} h, ${rounded(least / gpus)} to ${rounded(most / gpus)} on ${gpus}`;
  };
  const { published, ours } = step;
  const row = (name: string, low: number, high: number) =>
    line([name, `${rounded(low)} to ${rounded(high)} ms`, ...sizes.map((each) => over(each, low, high))]);
  return [
    line(['', 'a step', ...sizes.map(({ jobs }) => `${grouped(jobs)} jobs`)]),
    line(['---', '---', ...sizes.map(() => '---')]),
    row('published, other engines', published.low, published.high),
    row('ours, the floor of dispatches', ours.low, ours.high),
    row('the same, invariant kernels', ours.low * invariance.low, ours.high * invariance.high),
  ];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Two digits that say something. */
function rounded(value: number): string {
  const two = Number(value.toPrecision(2));
  return Number.isInteger(two) ? grouped(two) : String(two);
}

function size(bytes: number): string {
  return bytes < 1e9 ? `${rounded(bytes / 1e6)} MB` : `${rounded(bytes / 1e9)} GB`;
}

function time(minutes: number): string {
  if (minutes < 1) return `${rounded(minutes * 60)} s`;
  return minutes < 120 ? `${rounded(minutes)} min` : `${rounded(minutes / 60)} h`;
}
