import type { Accuracy, Census, Distribution } from '../../../../census/census-types.ts';

const DISTRIBUTION: Distribution = { samples: 100, least: 1, p25: 2, median: 3, p75: 4, p95: 8 };

/** An accuracy that is the nearest float throughout. */
export function smallAccuracy(change: Partial<Accuracy> = {}): Accuracy {
  return {
    ...{ id: 'add', asked: 'a + b', over: 'sums', cases: 1000, nearest: 1000, largestUlp: 0.5 },
    ...{ largestError: 1e-7, at: [1, 2], allowed: 'either neighbour', within: true, digest: '00000001' },
    ...change,
  };
}

/** A census with one question of each kind. */
export function smallCensus(change: Partial<Census> = {}): Census {
  return {
    schema: 'census@1',
    on: '2026-11-30',
    engine: 'webgpu',
    runtime: { name: 'Chromium', version: '150' },
    adapter: { vendor: 'v', architecture: '', device: '', description: 'Test adapter', software: true },
    portable: { holds: true },
    roundings: [smallAccuracy()],
    functions: [smallAccuracy({ id: 'exp', asked: 'exp(a)', nearest: 770, largestUlp: 1.2 })],
    expressions: [
      { id: 'fma', asked: 'fma(a, b, c)', cases: 10, found: 'unfused', digest: '00000002' },
      { id: 'barrier', asked: 'apart(a * b) + c', cases: 10, found: 'as written', digest: '00000003' },
    ],
    subnormals: [
      { id: 'add, operand', asked: 'a + b', in: 'operand', cases: 10, found: 'kept' },
      { id: 'add result', asked: 'a + b', in: 'result', cases: 10, found: 'flushed' },
    ],
    halves: [{ id: 'pack', asked: 'pack2x16float', cases: 10, found: 'to nearest even', right: 10 }],
    habits: [{ id: 'one by zero', asked: '1.0 / a', found: 'infinity' }],
    device: { features: ['subgroups'], languageFeatures: [], limits: { maxBindGroups: 4 }, subgroups: null },
    timing: { timestampGrain: 100, clockGrain: 5, dispatch: DISTRIBUTION, map: DISTRIBUTION },
    ...change,
  };
}
