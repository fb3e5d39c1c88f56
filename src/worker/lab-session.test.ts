import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import { LabSession } from './lab-session.ts';
import type { RunNews, RunRequest } from './protocol.ts';

const MODELS = 'http://models.test/';
const requests: string[] = [];
let respond: (path: string, bytes: Uint8Array<ArrayBuffer>) => Response;

beforeEach(() => {
  requests.length = 0;
  respond = (_, bytes) => new Response(bytes);
  vi.stubGlobal('fetch', async (url: string) => {
    const path = url.slice(MODELS.length);
    requests.push(path);
    const file = await readFile(new URL(`../../public/models/${path}`, import.meta.url));
    return respond(path, new Uint8Array(file));
  });
});

afterEach(() => vi.unstubAllGlobals());

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
    expect(kinds).toEqual(['loading', 'prompts', 'engine', 'opening', 'step']);
    expect(news.find((each) => each.type === 'prompts')?.prompts[0]).toMatchObject({
      request: 'probe',
      text: 'Once',
    });
    expect(result).toMatchObject({ ok: true, value: { engine: 'cpu', diffs: [{ identical: true }] } });
    expect(structuredClone(result)).toEqual(result);
  });

  it('keeps the logits of the latest run and the model for the next one', async () => {
    const session = new LabSession('test');
    await session.run(request(2), silent);
    const query = { a: 'alone', b: 'company', request: 'probe', position: 1 };
    const top = await session.topAt(query);
    expect(top.ok && top.value[0].a).toEqual(top.ok && top.value[0].b);
    expect(await session.topAt({ ...query, position: 2 })).toMatchObject({
      ok: false,
      fault: { kind: 'internal' },
    });
    const loaded = requests.length;
    await session.run(request(1), silent);
    expect(requests).toHaveLength(loaded);
  });

  it('hears of a cancellation between two steps of an engine that never waits, and runs again', async () => {
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

  it('names a broken model file, and reads it again next time', async () => {
    const session = new LabSession('test');
    respond = (path, bytes) => new Response(path.endsWith('safetensors') ? bytes.slice(0, 5000) : bytes);
    const broken = await session.run(request(1), silent);
    expect(broken).toMatchObject({ ok: false, fault: { kind: 'model' } });
    expect(!broken.ok && broken.fault.message).toContain('nano/model.safetensors');
    respond = (_, bytes) => new Response(bytes);
    expect(await session.run(request(1), silent)).toMatchObject({ ok: true });
  });

  it('says what an experiment asks that the model cannot do', async () => {
    const result = await new LabSession('test').run(request(4000), silent);
    expect(result).toMatchObject({ ok: false, fault: { kind: 'experiment' } });
    expect(!result.ok && result.fault.message).toContain('requests[0] (probe)');
  });
});
