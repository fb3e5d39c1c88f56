import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hurryClock } from '../engines/cpu/testing/hurried-clock.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { LabSession } from './lab-session.ts';
import type { RunNews, RunRequest } from './protocol.ts';

const MODELS = 'http://models.test/';
const requests: string[] = [];
let respond: (path: string, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal) => Response;

beforeEach(() => {
  requests.length = 0;
  respond = (_, bytes) => new Response(bytes);
  vi.stubGlobal('fetch', async (url: string, { signal }: { signal: AbortSignal }) => {
    const path = url.slice(MODELS.length);
    requests.push(path);
    const file = await readFile(new URL(`../../public/models/${path}`, import.meta.url));
    return respond(path, new Uint8Array(file), signal);
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const request = (maxNewTokens: number): RunRequest => ({
  engine: 'cpu',
  modelsUrl: MODELS,
  certificates: [],
  experiment: parseExperiment({
    version: 1,
    title: 'Short',
    requests: [
      { id: 'probe', role: 'probe', prompt: 'Once', maxNewTokens, ignoreEos: true },
      { id: 'mate', role: 'clean', prompt: 'There was', maxNewTokens, ignoreEos: true },
    ],
    arms: [
      { name: 'alone', requests: ['probe'], kernels: 'invariant' },
      { name: 'company', requests: ['probe', 'mate'], kernels: 'invariant' },
    ],
    compare: [['alone', 'company']],
  }),
});

const silent = () => Promise.resolve();

describe('LabSession', () => {
  it('tells of bytes, prompts, engine and steps in order, and gives a record without logits', async () => {
    const news: RunNews[] = [];
    const result = await new LabSession('test').run(request(3), (batch) => {
      news.push(...batch);
      return Promise.resolve();
    });
    const kinds = news.map(({ type }) => type).filter((type, i, all) => type !== all[i - 1]);
    expect(kinds).toEqual(['loading', 'prompts', 'engine', 'opening', 'step', 'comparing']);
    expect(news.find((each) => each.type === 'prompts')?.prompts[0]).toMatchObject({
      request: 'probe',
      text: 'Once',
    });
    expect(result).toMatchObject({ ok: true, value: { engine: 'cpu', diffs: [{ identical: true }] } });
    expect(structuredClone(result)).toEqual(result);
  });

  it('is over only once its news were taken', async () => {
    let taken = false;
    const result = new LabSession('test').run(request(1), async () => {
      taken = false;
      await new Promise((resolve) => setTimeout(resolve));
      taken = true;
    });
    expect(await result).toMatchObject({ ok: true });
    expect(taken).toBe(true);
  });

  it('loads another model where an experiment names one', async () => {
    const session = new LabSession('test');
    await session.run(request(1), silent);
    const nano = requests.length;
    const { experiment } = request(1);
    const other = { ...request(1), experiment: { ...experiment, model: { name: 'pico' } } };
    expect(await session.run(other, silent)).toMatchObject({ ok: true, value: { model: { name: 'pico' } } });
    expect(requests.slice(nano).every((path) => path.startsWith('pico/'))).toBe(true);
    expect(requests.length).toBeGreaterThan(nano);
  });

  it('keeps the logits of the latest run and the model for the next one', async () => {
    const session = new LabSession('test');
    await session.run(request(2), silent);
    const place = { a: 'alone', b: 'company', probe: 'probe', position: 1, forced: false };
    const at = await session.positionReport(place);
    expect(at.ok && at.value.top[0].a).toEqual(at.ok && at.value.top[0].b);
    expect(await session.positionReport({ ...place, position: 2 })).toMatchObject({
      ok: false,
      fault: { kind: 'internal' },
    });
    const loaded = requests.length;
    await session.run(request(1), silent);
    expect(requests).toHaveLength(loaded);
  });

  it('replays and references give way to a run, and are refused during one', async () => {
    const session = new LabSession('test');
    await session.run(request(4), silent);
    const names = { a: 'alone', b: 'company', probe: 'probe', position: 3, forced: false };
    const reference = session.reference(names, () => undefined);
    const running = session.run(request(2), silent);
    expect(await reference).toEqual({ ok: false, fault: { kind: 'cancelled', message: 'cancelled' } });
    expect(await session.replayForced(names, () => undefined)).toMatchObject({ ok: false });
    expect(await running).toMatchObject({ ok: true });
    const replay = await session.replayForced(names, () => undefined);
    expect(replay).toMatchObject({ ok: true, value: { totals: { positions: 2, differing: 0 } } });
  });

  it('a reference asked for during a replay waits for it, and neither is lost', async () => {
    const session = new LabSession('test');
    await session.run(request(4), silent);
    const names = { a: 'alone', b: 'company', probe: 'probe', position: 3, forced: false };
    const replay = session.replayForced(names, () => undefined);
    const reference = session.reference(names, () => undefined);
    expect(await replay).toMatchObject({ ok: true, value: { totals: { positions: 4 } } });
    expect(await reference).toMatchObject({ ok: true });
  });

  it('hears of a cancellation between two steps of an engine that never waits, and runs again', async () => {
    hurryClock();
    const session = new LabSession('test');
    let steps = 0;
    const cancelled = await session.run(request(400), (batch) => {
      steps += batch.filter(({ type }) => type === 'step').length;
      // As a message would: from outside the run's own chain of promises.
      if (steps > 0) setTimeout(() => void session.cancel());
      return Promise.resolve();
    });
    expect(cancelled).toEqual({ ok: false, fault: { kind: 'cancelled', message: 'cancelled' } });
    expect(steps).toBeLessThan(20);
    expect(await session.run(request(1), silent)).toMatchObject({ ok: true });
  });

  it('stops the download of a run that is cancelled, and starts it anew for the next', async () => {
    const session = new LabSession('test');
    let stopped = false;
    respond = (path, bytes, signal) => {
      if (!path.endsWith('safetensors')) return new Response(bytes);
      // As a network would: some bytes, then no more until the signal breaks it off.
      const start = (body: ReadableStreamDefaultController) => {
        body.enqueue(bytes.slice(0, 1_000));
        signal.addEventListener('abort', () => {
          stopped = true;
          body.error(signal.reason);
        });
      };
      return new Response(new ReadableStream({ start }));
    };
    const cancelled = await session.run(request(1), (batch) => {
      if (batch.some((news) => news.type === 'loading' && news.loaded > 0)) void session.cancel();
      return Promise.resolve();
    });
    expect(cancelled).toMatchObject({ ok: false, fault: { kind: 'cancelled' } });
    expect(stopped).toBe(true);
    respond = (_, bytes) => new Response(bytes);
    expect(await session.run(request(1), silent)).toMatchObject({ ok: true });
  });

  it('names a broken model file, and reads it again next time', async () => {
    const session = new LabSession('test');
    respond = (path, bytes) => new Response(path.endsWith('safetensors') ? bytes.slice(0, 5000) : bytes);
    const broken = await session.run(request(1), silent);
    expect(broken).toMatchObject({ ok: false, fault: { kind: 'model' } });
    expect(!broken.ok && broken.fault.message).toContain('nano/model.safetensors');
    respond = (_, bytes) => new Response(bytes);
    expect(await session.run(request(1), silent)).toMatchObject({ ok: true });
  });

  it('holds a run, lets single steps through, and goes on', async () => {
    hurryClock();
    const session = new LabSession('test');
    const kinds: string[] = [];
    const told = (kind: string, count: number) => kinds.filter((each) => each === kind).length >= count;
    const running = session.run(request(6), (batch) => {
      // The first step that is heard of asks for a pause: as a message would, from outside.
      if (batch.some(({ type }) => type === 'step') && !told('step', 1))
        setTimeout(() => void session.pause());
      kinds.push(...batch.map(({ type }) => type));
      return Promise.resolve();
    });
    await vi.waitFor(() => expect(kinds.at(-1)).toBe('paused'), 20_000);
    const held = kinds.filter((kind) => kind === 'step').length;
    await session.step();
    await vi.waitFor(() => expect(told('step', held + 1) && kinds.at(-1) === 'paused').toBe(true), 20_000);
    expect(told('step', held + 2)).toBe(false);
    await session.resume();
    expect(await running).toMatchObject({ ok: true });
    // A pause ends with its run.
    await session.pause();
    expect(await session.run(request(1), silent)).toMatchObject({ ok: true });
  });

  it('answers a question with runs of its own, keeps the latest run, and is cancelled like one', async () => {
    hurryClock();
    const session = new LabSession('test');
    const { experiment, ...rest } = request(2);
    await session.run(request(2), silent);
    const pair = { a: 'alone', b: 'company', probe: 'probe' };
    const question = { kind: 'flip' as const, pair, tokens: null, seed: 1, runs: 30 };
    const news: RunNews[] = [];
    const whole = await session.search(
      { ...rest, experiment, question: { kind: 'culprit', pair, tokens: null, exhaustive: false } },
      (batch) => Promise.resolve(void news.push(...batch)),
    );
    expect(whole).toMatchObject({ ok: true, value: { runs: 2, answer: { culprits: [[]] } } });
    expect(structuredClone(whole)).toEqual(whole);
    expect(news.filter(({ type }) => type === 'search')).toHaveLength(2);
    const cancelled = await session.search({ ...rest, experiment, question }, () => {
      setTimeout(() => void session.cancel());
      return Promise.resolve();
    });
    expect(cancelled).toMatchObject({ ok: false, fault: { kind: 'cancelled' } });
    const refused = await session.search(
      { ...rest, experiment, question: { ...question, pair: { ...pair, b: 'nobody' } } },
      silent,
    );
    expect(refused).toMatchObject({ ok: false, fault: { kind: 'experiment' } });
  });

  it('says what an experiment asks that the model cannot do', async () => {
    const result = await new LabSession('test').run(request(4000), silent);
    expect(result).toMatchObject({ ok: false, fault: { kind: 'experiment' } });
    expect(!result.ok && result.fault.message).toContain('requests[0] (probe)');
  });
});
