import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hurryClock } from '../../engines/cpu/testing/hurried-clock.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import type { RunNews } from '../news.ts';
import { labHere } from '../testing/lab-here.ts';
import type { RunRequest } from './run.ts';

const MODELS = 'http://models.test/';
const requests: string[] = [];
let respond: (path: string, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal) => Response;

beforeEach(() => {
  requests.length = 0;
  respond = (_, bytes) => new Response(bytes);
  vi.stubGlobal('fetch', async (url: string, { signal }: { signal: AbortSignal }) => {
    const path = url.slice(MODELS.length);
    requests.push(path);
    const file = await readFile(new URL(`../../../public/models/${path}`, import.meta.url));
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

describe('runs', () => {
  it('tells of bytes, prompts, engine and steps in order, and gives a record without logits', async () => {
    const news: RunNews[] = [];
    const result = await labHere().run.start(request(3), (batch) => {
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
    const result = labHere().run.start(request(1), async () => {
      taken = false;
      await new Promise((resolve) => setTimeout(resolve));
      taken = true;
    });
    expect(await result).toMatchObject({ ok: true });
    expect(taken).toBe(true);
  });

  it('loads another model where an experiment names one', async () => {
    const lab = labHere();
    await lab.run.start(request(1), silent);
    const nano = requests.length;
    const { experiment } = request(1);
    const other = { ...request(1), experiment: { ...experiment, model: { name: 'pico' } } };
    expect(await lab.run.start(other, silent)).toMatchObject({
      ok: true,
      value: { model: { name: 'pico' } },
    });
    expect(requests.slice(nano).every((path) => path.startsWith('pico/'))).toBe(true);
    expect(requests.length).toBeGreaterThan(nano);
  });

  it('keeps the logits of the latest run and the model for the next one', async () => {
    const lab = labHere();
    await lab.run.start(request(2), silent);
    const place = { a: 'alone', b: 'company', probe: 'probe', position: 1, forced: false };
    const at = await lab.compare.position(place);
    expect(at.ok && at.value.top[0].a).toEqual(at.ok && at.value.top[0].b);
    expect(await lab.compare.position({ ...place, position: 2 })).toMatchObject({
      ok: false,
      fault: { kind: 'internal' },
    });
    const loaded = requests.length;
    await lab.run.start(request(1), silent);
    expect(requests).toHaveLength(loaded);
  });

  it('replays and references give way to a run, and are refused during one', async () => {
    const lab = labHere();
    await lab.run.start(request(4), silent);
    const names = { a: 'alone', b: 'company', probe: 'probe', position: 3, forced: false };
    const reference = lab.compare.reference(names, () => undefined);
    const running = lab.run.start(request(2), silent);
    expect(await reference).toEqual({ ok: false, fault: { kind: 'cancelled', message: 'cancelled' } });
    expect(await lab.compare.replay(names, () => undefined)).toMatchObject({ ok: false });
    expect(await running).toMatchObject({ ok: true });
    const replay = await lab.compare.replay(names, () => undefined);
    expect(replay).toMatchObject({ ok: true, value: { totals: { positions: 2, differing: 0 } } });
  });

  it('a reference asked for during a replay waits for it, and neither is lost', async () => {
    const lab = labHere();
    await lab.run.start(request(4), silent);
    const names = { a: 'alone', b: 'company', probe: 'probe', position: 3, forced: false };
    const replay = lab.compare.replay(names, () => undefined);
    const reference = lab.compare.reference(names, () => undefined);
    expect(await replay).toMatchObject({ ok: true, value: { totals: { positions: 4 } } });
    expect(await reference).toMatchObject({ ok: true });
  });

  it('hears of a cancellation between two steps of an engine that never waits, and runs again', async () => {
    hurryClock();
    const lab = labHere();
    let steps = 0;
    const cancelled = await lab.run.start(request(400), (batch) => {
      steps += batch.filter(({ type }) => type === 'step').length;
      // As a message would: from outside the run's own chain of promises.
      if (steps > 0) setTimeout(() => void lab.turns.cancel());
      return Promise.resolve();
    });
    expect(cancelled).toEqual({ ok: false, fault: { kind: 'cancelled', message: 'cancelled' } });
    expect(steps).toBeLessThan(20);
    expect(await lab.run.start(request(1), silent)).toMatchObject({ ok: true });
  });

  it('stops the download of a run that is cancelled, and starts it anew for the next', async () => {
    const lab = labHere();
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
    const cancelled = await lab.run.start(request(1), (batch) => {
      if (batch.some((news) => news.type === 'loading' && news.loaded > 0)) void lab.turns.cancel();
      return Promise.resolve();
    });
    expect(cancelled).toMatchObject({ ok: false, fault: { kind: 'cancelled' } });
    expect(stopped).toBe(true);
    respond = (_, bytes) => new Response(bytes);
    expect(await lab.run.start(request(1), silent)).toMatchObject({ ok: true });
  });

  it('names a broken model file, and reads it again next time', async () => {
    const lab = labHere();
    respond = (path, bytes) => new Response(path.endsWith('safetensors') ? bytes.slice(0, 5000) : bytes);
    const broken = await lab.run.start(request(1), silent);
    expect(broken).toMatchObject({ ok: false, fault: { kind: 'model' } });
    expect(!broken.ok && broken.fault.message).toContain('nano/model.safetensors');
    respond = (_, bytes) => new Response(bytes);
    expect(await lab.run.start(request(1), silent)).toMatchObject({ ok: true });
  });

  it('holds a run, lets single steps through, and goes on', async () => {
    hurryClock();
    const lab = labHere();
    const kinds: string[] = [];
    const told = (kind: string, count: number) => kinds.filter((each) => each === kind).length >= count;
    const running = lab.run.start(request(6), (batch) => {
      // The first step that is heard of asks for a pause: as a message would, from outside.
      if (batch.some(({ type }) => type === 'step') && !told('step', 1))
        setTimeout(() => void lab.turns.pause());
      kinds.push(...batch.map(({ type }) => type));
      return Promise.resolve();
    });
    await vi.waitFor(() => expect(kinds.at(-1)).toBe('paused'), 20_000);
    const held = kinds.filter((kind) => kind === 'step').length;
    await lab.turns.step();
    await vi.waitFor(() => expect(told('step', held + 1) && kinds.at(-1) === 'paused').toBe(true), 20_000);
    expect(told('step', held + 2)).toBe(false);
    await lab.turns.resume();
    expect(await running).toMatchObject({ ok: true });
    // A pause ends with its run.
    await lab.turns.pause();
    expect(await lab.run.start(request(1), silent)).toMatchObject({ ok: true });
  });

  it('answers a question with runs of its own, keeps the latest run, and is cancelled like one', async () => {
    hurryClock();
    const lab = labHere();
    const { experiment, ...rest } = request(2);
    await lab.run.start(request(2), silent);
    const pair = { a: 'alone', b: 'company', probe: 'probe' };
    const question = { kind: 'flip' as const, pair, tokens: null, seed: 1, runs: 30 };
    const news: RunNews[] = [];
    const whole = await lab.search.ask(
      { ...rest, experiment, question: { kind: 'culprit', pair, tokens: null, exhaustive: false } },
      (batch) => Promise.resolve(void news.push(...batch)),
    );
    expect(whole).toMatchObject({ ok: true, value: { runs: 2, answer: { culprits: [[]] } } });
    expect(structuredClone(whole)).toEqual(whole);
    expect(news.filter(({ type }) => type === 'search')).toHaveLength(2);
    const cancelled = await lab.search.ask({ ...rest, experiment, question }, () => {
      setTimeout(() => void lab.turns.cancel());
      return Promise.resolve();
    });
    expect(cancelled).toMatchObject({ ok: false, fault: { kind: 'cancelled' } });
    const refused = await lab.search.ask(
      { ...rest, experiment, question: { ...question, pair: { ...pair, b: 'nobody' } } },
      silent,
    );
    expect(refused).toMatchObject({ ok: false, fault: { kind: 'experiment' } });
  });

  it('says what an experiment asks that the model cannot do', async () => {
    const result = await labHere().run.start(request(4000), silent);
    expect(result).toMatchObject({ ok: false, fault: { kind: 'experiment' } });
    expect(!result.ok && result.fault.message).toContain('requests[0] (probe)');
  });
});
