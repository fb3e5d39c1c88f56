import { describe, expect, test } from 'vitest';
import { requestIn, timeShares, timesByName } from './shares.ts';
import { ownTimes, SPAN_KINDS } from './spans.ts';
import { tracedPico } from './testing/traced.ts';

const { trace } = await tracedPico();
const { spans } = trace;
const named = (name: string) => spans.filter((span) => span.name === name);

describe('one request on the CPU engine', () => {
  test('is told part by part, from its text to its answer', () => {
    for (const part of ['tokenise', 'queue', 'detokenise', 'shadow', 'diff'])
      expect(named(part), part).toHaveLength(1);
    for (const part of [
      'schedule',
      'plan',
      'tables',
      'forward',
      'tell',
      'choose',
      'digest',
      'record',
      'commit',
    ])
      expect(named(part).length, part).toBeGreaterThanOrEqual(trace.request.steps);
    expect(trace.request.tokens).toBe(3);
    expect(trace.kernelClock).toBe('operations');
  });

  test('each operation of each layer is there once a step', () => {
    const layers = named('layer 0').length;
    expect(layers).toBe(trace.request.steps);
    for (const operation of ['norm', 'qkv', 'attention', 'o', 'mlp_norm', 'gate_up', 'down'])
      expect(named(operation).length % trace.request.steps, operation).toBe(0);
    for (const operation of ['embed', 'final_norm', 'head'])
      expect(named(operation)).toHaveLength(trace.request.steps);
  });

  test('children lie within their parent, and none overlaps the one before it', () => {
    const free = new Map<number | null, number>();
    for (const { parent, begin, end } of spans) {
      expect(begin).toBeGreaterThanOrEqual(free.get(parent) ?? 0);
      expect(end).toBeGreaterThanOrEqual(begin);
      free.set(parent, end);
      if (parent === null) continue;
      expect(begin).toBeGreaterThanOrEqual(spans[parent].begin);
      expect(end).toBeLessThanOrEqual(spans[parent].end);
    }
  });

  test('own times add up to the whole, and so do the shares', () => {
    const [root] = spans;
    const sum = ownTimes(spans).reduce((total, time) => total + time, 0);
    expect(sum).toBeCloseTo(root.end - root.begin, 6);
    const shares = timeShares(spans);
    expect(SPAN_KINDS.reduce((total, kind) => total + shares[kind], 0)).toBeCloseTo(1, 9);
    expect(shares.outside).toBeCloseTo(1 - shares.tensor - shares.movement, 9);
    const names = timesByName(spans).reduce((total, { milliseconds }) => total + milliseconds, 0);
    const request = spans[requestIn(spans)];
    expect(names).toBeCloseTo(request.end - request.begin, 6);
  });

  test('has the answer that it has alone', () => {
    expect(trace.diff).toMatchObject({ identical: true, fork: null });
    expect(trace.request.text).not.toBe('');
  });
});

test('what is switched on is there, and changes no bit of the answer', async () => {
  const told: string[] = [];
  const { trace: watched, lines } = await tracedPico({
    with: ['logits', 'captures', 'log'],
    onAnswer: (text) => told.push(text),
  });
  expect(watched.request.fingerprint).toBe(trace.request.fingerprint);
  expect(told).toEqual([trace.request.text]);
  const names = timesByName(watched.spans).filter(({ kind }) => kind === 'added');
  expect(names.map(({ name }) => name).toSorted()).toEqual(['captures', 'log']);
  const steps = lines.map((line) => JSON.parse(line));
  expect(steps.length % watched.request.steps).toBe(0);
  expect(steps[0]).toMatchObject({ rows: expect.any(Number), tokens: expect.any(Array) });
});

test('prices are of as many requests with as without, the trace and nothing among them', async () => {
  let served = 0;
  const { trace: priced } = await tracedPico({
    with: ['log'],
    pairs: 2,
    onRequest: (done) => (served = done),
  });
  expect(served).toBe(12);
  expect(priced.prices.map(({ of }) => of)).toEqual(['nothing', 'trace', 'log']);
  for (const { ttft, tpot, e2el } of priced.prices)
    for (const time of [ttft, tpot, e2el]) {
      expect(time.without.n).toBe(2);
      expect(time.with.n).toBe(2);
      expect(time.ratio.low).toBeLessThanOrEqual(time.ratio.estimate);
      expect(time.ratio.estimate).toBeLessThanOrEqual(time.ratio.high);
    }
});

test('a certificate before the run is part of the request', async () => {
  const { trace: certified } = await tracedPico({ with: ['certificate'] });
  const at = certified.spans.findIndex(({ name }) => name === 'certificate');
  expect(certified.spans[certified.spans[at].parent!].name).toBe('request');
  expect(certified.request.ttft).toBeGreaterThan(certified.spans[at].end - certified.spans[at].begin);
});

test('ends before the next step once it is cancelled', async () => {
  const stop = new AbortController();
  const options = { pairs: 5, signal: stop.signal, onRequest: () => stop.abort(new Error('enough')) };
  await expect(tracedPico(options)).rejects.toThrow('enough');
});
