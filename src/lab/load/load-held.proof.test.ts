import { expect, it } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { createRandom } from '../../experiment/random.ts';
import { type LoadLine, type RunLine, readLines } from '../../results/load/load-lines.ts';
import { idModel } from '../testing/fake-engine.ts';
import { linesSink } from './lines-sink.ts';
import { resumedArm } from './resumed.ts';
import { runLoad } from './run-load.ts';
import { fateOf, losingEngine } from './testing/losing-engine.ts';
import { printed } from './testing/printed.ts';
import { Ends, lineTable, proofLoad } from './testing/proof-load.ts';

const NOTHING = { requests: false, steps: false };
const SHORT = {
  ...{ noise: 0.4, prompt: { kind: 'uniform', least: 3, most: 24 } },
  output: { kind: 'uniform', least: 1, most: 12 },
};
const poisson = (perSecond: number, seconds: number, most: number) => ({
  ...SHORT,
  ...{ seed: 7, arrivals: { kind: 'poisson', perSecond }, milliseconds: seconds * 1000, most },
});

function memory() {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss: Math.round(rss / 2 ** 20), heap: heapUsed / 2 ** 20 };
}

it('10,000 requests over an hour leave memory flat', async () => {
  const at = new Map<number, ReturnType<typeof memory>>();
  const ends = new Ends((ended) => {
    if (ended % 1000 === 0) at.set(ended, memory());
  });
  const load = proofLoad({ crowd: poisson(2.85, 3600, 10_000) });
  const setting = { model: idModel(), engine: openCpuEngine(), clock: 'virtual' as const };
  const table = lineTable(20, 1);
  const record = await runLoad(load, { ...setting, table, keeping: NOTHING, sinkOf: () => ends });
  const { metrics } = record.arms[0];
  printed('10,000 requests over a virtual hour', [
    ...[...at].map(([ended, { rss, heap }]) => ({ ended, 'RSS MiB': rss, 'heap MiB': heap })),
  ]);
  const [early, late] = [at.get(1000)!, at.get(10_000)!];
  expect(ends.kinds).toEqual({ done: 10_001, refused: 0, failed: 0, unfinished: 0 });
  expect(metrics.duration).toBeGreaterThan(3_400_000);
  // Exact percentiles keep eight bytes a token, and the test itself the name and fingerprint of each request.
  expect(late.heap - early.heap).toBeLessThan(8);
});

it('200 lost devices lose and double nobody, and change no token under invariant', async () => {
  const crowd = poisson(30, 60, 1500);
  const table = lineTable(10, 1);
  const setting = { model: idModel(), clock: 'virtual' as const, table, keeping: NOTHING };
  const undisturbed = new Ends();
  await runLoad(proofLoad({ crowd }), { ...setting, engine: openCpuEngine(), sinkOf: () => undisturbed });
  const ends = new Ends();
  const { fate, count } = fateOf(createRandom(3), 0.3, 200);
  const reopen = () => Promise.resolve(losingEngine(fate));
  await runLoad(proofLoad({ crowd }), { ...setting, engine: losingEngine(fate), reopen, sinkOf: () => ends });
  printed('lost devices', [{ lost: count.lost, ...ends.kinds }]);
  expect(count.lost).toBe(200);
  expect(ends.kinds).toEqual(undisturbed.kinds);
  expect(ends.kinds.done).toBe(ends.fingerprints.size);
  expect(Object.fromEntries(ends.fingerprints)).toEqual(Object.fromEntries(undisturbed.fingerprints));
});

it('a run that is broken off 50 times goes on from its lines, nobody lost or doubled', async () => {
  const crowd = poisson(30, 20, 500);
  const run: RunLine = {
    type: 'run',
    version: 1,
    experiment: 'x',
    model: 'y',
    engine: 'cpu',
    clock: 'virtual',
  };
  const setting = { model: idModel(), clock: 'virtual' as const, table: lineTable(10, 1), keeping: NOTHING };
  const undisturbed = new Ends();
  await runLoad(proofLoad({ crowd }), { ...setting, engine: openCpuEngine(), sinkOf: () => undisturbed });
  const random = createRandom(5);
  const { fate, count } = fateOf(random, 0.2, 50);
  const head = `${JSON.stringify(run)}\n`;
  let text = head;
  for (let over = false; !over; ) {
    // As a process that is killed leaves it: now and then in the middle of a line.
    const { arms, length } = readLines(
      text.slice(0, Math.max(head.length, text.length - random.below(60))),
      run,
    );
    text = text.slice(0, length);
    const resumed = new Map([...arms].map(([name, arm]) => [name, resumedArm(arm)]));
    const write = (line: LoadLine) => {
      text += `${JSON.stringify(line)}\n`;
    };
    const sinkOf = (arm: string) => linesSink(arm, write);
    over = await runLoad(proofLoad({ crowd }), {
      ...setting,
      engine: losingEngine(fate),
      sinkOf,
      resumed,
    }).then(
      () => true,
      () => false,
    );
  }
  const { arms } = readLines(text, run);
  const requests = arms.get('crowd')!.requests;
  printed('broken off', [{ times: count.lost, requests: requests.length }]);
  expect(count.lost).toBe(50);
  expect(new Set(requests.map(({ id }) => id)).size).toBe(requests.length);
  expect(Object.fromEntries(requests.map(({ id, fingerprint }) => [id, fingerprint]))).toEqual(
    Object.fromEntries(undisturbed.fingerprints),
  );
});

it('overload at three times what it can serve: a bounded queue, refusals counted, the rest in time', async () => {
  const setting = { model: idModel(), engine: openCpuEngine(), clock: 'virtual' as const, keeping: NOTHING };
  const table = lineTable(200, 4);
  const limits = { maxSequences: 8 };
  const all = poisson(100_000, 1, 200);
  const busy = await runLoad(proofLoad({ crowd: all, limits }), { ...setting, table });
  const capacity = busy.arms[0].metrics.requestThroughput;
  const crowd = poisson(3 * capacity, 600, 20_000);
  const run = async (serving: object) => {
    const ends = new Ends();
    const record = await runLoad(proofLoad({ crowd, limits, serving }), {
      ...setting,
      table,
      sinkOf: () => ends,
    });
    return { ends, metrics: record.arms[0].metrics };
  };
  const bounded = await run({ admission: { mostWaiting: 16 } });
  const deadline = await run({ admission: { firstTokenWithin: 4000 } });
  const open = await run({});
  const told = Object.entries({ bounded, deadline, open }).map(([name, { ends, metrics }]) => ({
    ...{ name, ...ends.kinds, longest: ends.most, ttft50: metrics.ttft!.p50, ttft99: metrics.ttft!.p99 },
    perSecond: metrics.requestThroughput,
  }));
  printed(`overload at three times ${capacity.toFixed(2)} requests/s`, told);
  const came = open.ends.kinds.done;
  for (const { ends } of [bounded, deadline]) {
    expect(ends.kinds.done + ends.kinds.refused).toBe(came);
    expect(Math.abs(ends.kinds.refused / came - 2 / 3)).toBeLessThan(0.08);
  }
  expect(bounded.ends.most).toBeLessThanOrEqual(16);
  // Sixteen wait at most: who is let in waits for as many to be served, and for a place.
  expect(bounded.metrics.ttft!.p99).toBeLessThan((1000 * (16 + 8)) / capacity);
  expect(deadline.metrics.ttft!.p99).toBeLessThan(4000 + 1000);
  // Control: nobody is refused, and the queue grows as long as the surge lasts.
  expect(open.ends.most).toBeGreaterThan(500);
});
