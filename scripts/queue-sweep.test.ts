import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweep } from '../src/cli/commands/sweep.ts';
import { LabProcess } from '../src/cli/sweep/queue/testing/lab-process.ts';
import { sweepStudy } from '../src/cli/sweep/testing/killed-sweep.ts';
import { captureStreams } from '../src/cli/testing/written.ts';
import { StudyQueue } from '../src/studies/sweep/queue/study-queue.node.ts';
import { findRedis, REDIS_HELP, RedisServer } from '../src/studies/sweep/queue/testing/redis-server.ts';
import { cliBundle } from './cli-bundle.ts';

const CACHE = fileURLToPath(new URL('../.cache', import.meta.url));
/** Jobs of a tenth of a second or so, that a kill may find one under way. */
const STUDY = sweepStudy(2, 32);

const written = captureStreams();
const server = new RedisServer();
let folder: string;
/** Ended at last, whatever became of the test. */
const started: LabProcess[] = [];

/** The command line in one file, which starts sooner than from its sources, and one whose sums are cut half as often as their rule says. */
async function bundles(): Promise<{ readonly whole: string; readonly spoilt: string }> {
  const [whole, spoilt] = ['lab.mjs', 'spoilt.mjs'].map((name) => join(folder, name));
  const { outputFiles } = await build({
    ...cliBundle(whole),
    external: ['onnxruntime-web', 'playwright', 'webgpu'],
  });
  const [{ text }] = outputFiles;
  const tampered = text.replace('SMALLEST_SPLIT = 32', 'SMALLEST_SPLIT = 64');
  expect(tampered).not.toBe(text);
  writeFileSync(whole, text);
  writeFileSync(spoilt, tampered);
  return { whole, spoilt };
}

if (findRedis() === null) process.stderr.write(`${REDIS_HELP}\n`);

describe.skipIf(findRedis() === null)('a sweep by processes that end in every way', () => {
  beforeAll(async () => {
    mkdirSync(CACHE, { recursive: true });
    // Beside the installed packages, some of which a bundle loads only when they are asked for.
    folder = mkdtempSync(join(CACHE, 'queue-sweep-'));
    await server.start();
  });
  afterAll(async () => {
    for (const each of started) each.kill('SIGKILL');
    await server.remove();
    rmSync(folder, { recursive: true });
  });

  const at = (name: string) => join(folder, name);
  const lab = (...args: readonly string[]) => sweep.perform(args, new AbortController().signal);
  const worker = (file: string) => {
    const args = ['sweep', 'work', '--queue', server.address, '--engine', 'cpu', '--lease', '2'];
    const begun = new LabProcess([file], args);
    started.push(begun);
    return begun;
  };

  it('gives the bytes of one process, and refuses and names a tampered one', async () => {
    const { whole, spoilt } = await bundles();
    writeFileSync(at('study.json'), JSON.stringify(STUDY));
    for (const name of ['queued', 'single']) await lab('plan', at('study.json'), '--out', at(name));
    const run = lab('run', at('queued'), '--queue', server.address, '--json', at('queued.json'));
    run.catch(() => undefined);
    const redis = new Redis(server.port);
    const study = await studyIn(redis);
    const queue = new StudyQueue(redis, study, () => undefined);

    // The only worker yet: what is active once it is gone was under way.
    do {
      const first = worker(whole);
      await first.says('canary ');
      await active(queue);
      first.kill('SIGKILL');
      expect(await first.ended).toBe('SIGKILL');
    } while ((await queue.jobs.getActiveCount()) === 0);

    const bad = worker(spoilt);
    const good = [worker(whole), worker(whole)];
    expect(await bad.ended).toBe(42);
    expect(bad.said).toMatch(
      /lab: worker \S+:\d+:[0-9a-f]{8} is refused: the canary is not the study's: expected \w{12} on cpu, .*, found \w{12} on cpu, /,
    );
    const [, refused] = /worker (\S+) is refused/.exec(bad.said)!;
    await Promise.all(good.map((each) => each.says('canary ')));
    redis.disconnect();
    await server.stop();
    for (const each of good) await each.says('the queue is out of reach');
    await server.start();
    expect(await run).toBe(0);
    expect(written.err).toContain(`worker ${refused} refused: the canary is not the study's`);
    expect(written.err).toContain('the queue is out of reach');
    for (const each of good) each.kill('SIGTERM');
    expect(await Promise.all(good.map(({ ended }) => ended))).toEqual([75, 75]);

    await lab('run', at('single'), '--engine', 'cpu');
    await lab('merge', at('single'), '--json', at('single.json'));
    const [a, b] = ['queued.json', 'single.json'].map((name) => readFileSync(at(name), 'utf8'));
    expect(a).toBe(b);
    expect(JSON.parse(a).reruns.jobs).toHaveLength(1);
    // Minutes are for a machine that does much else.
  }, 240_000);
});

async function studyIn(redis: Redis): Promise<string> {
  for (;;) {
    const [study] = await redis.zrange('batchmates:studies', 0, 0);
    if (study) return study;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function active({ jobs }: StudyQueue): Promise<void> {
  while ((await jobs.getActiveCount()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
