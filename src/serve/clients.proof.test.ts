import { expect, test } from 'vitest';
import { Variates } from '../experiment/traffic/variates.ts';
import { StepCost } from '../lab/load/step-cost.ts';
import { printed } from '../lab/load/testing/printed.ts';
import { loadMetrics } from '../results/load/load-metrics.ts';
import type { CostTable, LoadMetrics, LoadRequest, LoadStep } from '../results/load/load-record.ts';
import { nano, openNanoServer } from './testing/nano-server.ts';
import { type Got, streamCompletion } from './testing/raw-client.ts';
import { measuredTable, simulated } from './testing/simulated.ts';

/*
 * Figures of docs/serve.md: 64 clients over real sockets, each asking again a random while after its last answer, one in twenty destroying its socket
 * in mid-answer.
 */

const SECONDS = Number(process.env.BATCHMATES_SERVE_SECONDS ?? 600);
const CLIENTS = 64;
const KILLED = 0.05;
/** Mean seconds between an answer and the next question of a client. */
const THINKS = Number(process.env.BATCHMATES_SERVE_THINKS ?? 60);
const QUESTIONS = 48;

/** Questions of many lengths, some drawn with a seed; each has one answer under invariant kernels. */
function questionsOf(variates: Variates) {
  const below = (most: number) => Math.floor(variates.unit() * most);
  return Array.from({ length: QUESTIONS }, (_, i) => ({
    prompt: Array.from({ length: 3 + below(90) }, () => 3 + below(400)),
    ...{ max_tokens: 6 + below(40), temperature: i % 2 === 0 ? 0 : 0.9, seed: i, ignore_eos: true },
  }));
}

test('64 clients, of whom some vanish: nothing is lost, mixed up or kept', {
  timeout: (3 * SECONDS + 900) * 1000,
}, async () => {
  const model = await nano();
  const before = await measuredTable(model);
  const records: LoadRequest[] = [];
  const steps: Taken[] = [];
  const server = await openNanoServer(model, 'invariant', (line) => {
    if (line.type === 'request') records.push(line);
    if (line.type === 'step') steps.push(takenOf(line));
  });
  const variates = new Variates(7);
  const questions = questionsOf(variates);
  const alone: Got[] = [];
  for (const question of questions) alone.push(await streamCompletion(server.url, question));
  const solo = records.splice(0).length;
  steps.splice(0);
  expect([solo, alone.every(({ finished, error }) => finished && error === null)]).toEqual([QUESTIONS, true]);

  const got: { readonly question: number; readonly got: Got }[] = [];
  const until = performance.now() + SECONDS * 1000;
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const client = async () => {
    for (;;) {
      const thinks = -Math.log(1 - variates.unit()) * THINKS * 1000;
      if (performance.now() + thinks > until) return;
      await wait(thinks);
      const question = Math.floor(variates.unit() * QUESTIONS);
      const killAfter = variates.unit() < KILLED ? 1 + Math.floor(variates.unit() * 5) : Infinity;
      got.push({ question, got: await streamCompletion(server.url, questions[question], killAfter) });
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  await expect.poll(() => server.service.load, { timeout: 60_000 }).toMatchObject({ running: 0, waiting: 0 });
  const { freeBlocks, blocks } = server.service.load;
  expect(freeBlocks).toBe(blocks);
  expect(await server.drain(10_000)).toBe(true);

  const killed = got.filter((each) => each.got.killed);
  const whole = got.filter((each) => !each.got.killed);
  // No request lost: each has an end here and a record there.
  expect(records).toHaveLength(got.length);
  expect(whole.filter((each) => !each.got.finished || each.got.error !== null)).toEqual([]);
  for (const {
    question,
    got: { tokens, fingerprint },
  } of whole)
    expect([tokens, fingerprint]).toEqual([alone[question].tokens, alone[question].fingerprint]);
  for (const {
    question,
    got: { tokens },
  } of killed)
    expect(alone[question].tokens.slice(0, tokens.length)).toEqual(tokens);
  const gone = records.filter(({ outcome }) => outcome.kind === 'failed');
  expect(
    gone.every(({ outcome }) => 'message' in outcome && outcome.message === 'its client went away'),
  ).toBe(true);
  expect(gone.length).toBeLessThanOrEqual(killed.length);

  printed('requests', [
    {
      seconds: SECONDS,
      asked: got.length,
      answered: whole.length,
      killed: killed.length,
      'ended early': gone.length,
      'blocks kept': blocks - freeBlocks,
    },
  ]);
  const done = loadMetrics(
    records.map((record) => ({ ...record, outcome: { kind: 'done', reason: 'length' } })),
  );
  // Whatever else the machine does makes steps longer than the least that a table is made of.
  const slower = timesSlower(before, steps);
  const beside = async (name: string, table: CostTable) =>
    printed(
      `latencies beside the forecast by steps ${name}`,
      besides(done, await simulated(model, records, table)),
    );
  await beside('measured before', before);
  await beside(`${slower.toFixed(2)} times as long, as they were on the mean`, scaled(before, slower));
  await beside('measured after', await measuredTable(model));
});

/** A step as it was: rows, about how many keys each attended to, and milliseconds. */
interface Taken {
  readonly rows: number;
  readonly keys: number;
  readonly ms: number;
}

function takenOf({ rows, slices, positions, milliseconds }: LoadStep): Taken {
  return { rows, keys: positions.filled / Math.max(1, slices.length), ms: milliseconds };
}

function timesSlower(table: CostTable, steps: readonly Taken[]): number {
  const cost = new StepCost(table);
  const sum = (of: (step: Taken) => number) => steps.reduce((total, step) => total + of(step), 0);
  return sum(({ ms }) => ms) / sum((step) => cost.ofSize(step));
}

function scaled(table: CostTable, times: number): CostTable {
  return { ...table, entries: table.entries.map((entry) => ({ ...entry, ms: entry.ms * times })) };
}

function besides(real: LoadMetrics, forecast: LoadMetrics) {
  return (['ttft', 'tpot', 'e2el'] as const).flatMap((name) =>
    (['p50', 'p95'] as const).map((share) => {
      const [was, said] = [real[name]![share], forecast[name]![share]];
      return {
        latency: `${name} ${share}`,
        'served ms': was,
        'forecast ms': said,
        'error %': (100 * (said - was)) / was,
      };
    }),
  );
}
