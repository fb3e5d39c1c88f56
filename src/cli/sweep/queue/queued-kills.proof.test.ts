import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRandom } from '../../../experiment/random.ts';
import { RedisServer } from '../../../studies/sweep/queue/testing/redis-server.ts';
import { lab, mergedBytes, partsIn, sweepStudy } from '../testing/killed-sweep.ts';
import { LabProcess, SOURCES } from './testing/lab-process.ts';

const KILLS = 20;
const WORKERS = 3;
/** Milliseconds behind its canary within which a worker is killed. */
const SOON = 1500;
const FOLDER = mkdtempSync(join(tmpdir(), 'queued-'));
const server = new RedisServer();
afterAll(async () => {
  await server.remove();
  rmSync(FOLDER, { recursive: true });
});

const at = (...names: readonly string[]) => join(FOLDER, ...names);
const doneIn = (folder: string) =>
  readdirSync(folder).filter((name) => /^[0-9a-f]{32}\.json$/.test(name)).length;

test(`a queued sweep, ${KILLS} of whose processes were killed, ends with the bytes of one that ran through`, async () => {
  const study = sweepStudy(100, 24);
  for (const name of ['through', 'queued']) mkdirSync(at(name));
  const through = await mergedBytes(at('through'), study);
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`seed ${seed}`);
  const random = createRandom(seed);
  const planned = at('queued', 'planned');
  lab('plan', at('through', 'study.json'), '--out', planned);
  await server.start();
  const queue = ['--queue', server.address];
  const work = () => new LabProcess(SOURCES, ['sweep', 'work', ...queue, '--engine', 'cpu', '--lease', '2']);
  const start = () =>
    new LabProcess(SOURCES, ['sweep', 'run', planned, ...queue, '--no-rerun', '--json', at('queued.json')]);
  let run = start();
  await run.says('jobs are in the queue');
  const workers = Array.from({ length: WORKERS }, work);
  const killed: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const what = random.below(10);
    if (what === 0) {
      await server.stop({ kill: true });
      await server.start();
      killed.push('queue');
    } else if (what === 1) {
      run.kill('SIGKILL');
      await run.ended;
      run = start();
      killed.push('run');
    } else {
      const which = random.below(WORKERS);
      const worker = workers[which];
      if (random.below(4) > 0) await worker.says('canary ');
      await new Promise((resolve) => setTimeout(resolve, random.below(SOON)));
      worker.kill('SIGKILL');
      expect(await worker.ended).toBe('SIGKILL');
      workers[which] = work();
      killed.push(`worker at ${doneIn(planned)}`);
    }
  }
  const before = doneIn(planned);
  console.log(`killed: ${killed.join(', ')}`);
  expect(await run.ended).toBe(0);
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all(workers.map(({ ended }) => ended));
  expect(readFileSync(at('queued.json'), 'utf8')).toBe(through);
  expect(partsIn(planned)).toEqual([]);
  // Each kill found work under way, and the last one left some.
  expect(before).toBeLessThan(1200);
  expect(before).toBeGreaterThan(KILLS / 2);
});
