import { loadMetrics } from '../../../results/load/load-metrics.ts';
import type { LoadRequest, LoadSlice, LoadStep } from '../../../results/load/load-record.ts';
import { DEFAULT_SERVING } from '../../../steps/serving.ts';
import type { LoadEvent } from '../load-events.ts';

const STEP_MS = 10;
const BLOCKS = 12;
const REQUESTS = [
  { id: 'probe', role: 'probe', at: 0, prompt: 'Once upon a time', words: [' there', ' was', ' a', ' cat'] },
  { id: 'noise-0', role: 'noise', at: 5, prompt: 'x9$kk', words: [' qq', ' zz', ' 0x'] },
  { id: 'noise-1', role: 'noise', at: 15, prompt: 'again again', words: [] },
] as const;

/**
 * A short run as it would be told, for tests of whoever draws events: a probe and a neighbour decode side by side, the neighbour gives way once and is
 * computed again, and a third request is refused.
 */
export function toldEvents(arm = 'crowd'): LoadEvent[] {
  const times: number[][] = REQUESTS.map(() => []);
  const events: LoadEvent[] = [
    {
      ...{ type: 'began', arm, at: 0, serving: DEFAULT_SERVING, blocks: BLOCKS, hostBlocks: 0 },
      ...{ maxSequences: 2, expected: REQUESTS.length },
      clock: { kind: 'virtual', table: { measuredOn: 'a test', entries: [], swapMs: 0 } },
    },
  ];
  const arrive = (request: number) => {
    const { id, role, at, prompt, words } = REQUESTS[request];
    const sizes = { tier: 0, promptTokens: 5, outputTokens: words.length };
    events.push({ type: 'arrived', arm, at, request, id, role, ...sizes, prompt });
  };
  const token = (request: number, step: number, at: number) => {
    const position = times[request].length;
    times[request].push(at);
    const text = REQUESTS[request].words[position];
    events.push({ type: 'token', arm, at, request, step, position, token: 40 + position, text });
  };
  const end = (request: number, at: number, outcome: LoadRequest['outcome']) =>
    events.push({ type: 'ended', arm, at, request, outcome, fingerprint: null });
  arrive(0);
  for (let step = 0; step < 5; step++) {
    const at = (step + 1) * STEP_MS;
    if (step === 0) events.push({ type: 'admitted', arm, at: 0, request: 0, step, cached: 0 });
    if (step === 1) arrive(1);
    if (step === 2) {
      arrive(2);
      end(2, 20, { kind: 'refused', message: 'the queue is full' });
    }
    const part = (request: number, rows: number): LoadSlice => ({
      ...{ request: REQUESTS[request].id, rows, kind: rows > 1 ? 'prefill' : 'decode' },
    });
    const slices: LoadSlice[] = [];
    if (step < 4) slices.push(part(0, step === 0 ? 5 : 1));
    if (step === 1 || step === 3) {
      events.push({ type: 'admitted', arm, at: step * STEP_MS, request: 1, step, cached: 0 });
      slices.push(part(1, step === 1 ? 5 : 6));
    }
    if (step === 2) events.push({ type: 'gave-way', arm, at: 20, request: 1, step, how: 'recompute' });
    if (step > 3) slices.push(part(1, 1));
    for (const { request } of slices)
      token(
        REQUESTS.findIndex(({ id }) => id === request),
        step,
        at,
      );
    if (step === 3) end(0, at, { kind: 'done', reason: 'length' });
    if (step === 4) end(1, at, { kind: 'done', reason: 'length' });
    if (slices.length > 0) events.push({ type: 'step', arm, at, step: toldStep(step, slices) });
  }
  return [...events, { type: 'arm-ended', arm, at: 50, metrics: metricsOf(times), mechanisms: MECHANISMS }];
}

function toldStep(step: number, slices: readonly LoadSlice[]): LoadStep {
  const rows = slices.reduce((sum, slice) => sum + slice.rows, 0);
  const decodeRows = slices.filter(({ kind }) => kind === 'decode').length;
  const ids: string[] = REQUESTS.map(({ id }) => id);
  const owners = Array.from({ length: BLOCKS }, (_, i) => (slices[i] ? ids.indexOf(slices[i].request) : -1));
  return {
    ...{ step, at: step * STEP_MS, milliseconds: STEP_MS, rows, prefillRows: rows - decodeRows, decodeRows },
    ...{ slices, plan: 0, moves: [], preempted: step === 2 ? ['noise-0'] : [], waiting: 0, owners },
    positions: { filled: rows, reserved: 64 },
    blocks: { held: slices.length, cached: 0, free: BLOCKS - slices.length },
  };
}

function metricsOf(times: readonly (readonly number[])[]) {
  return loadMetrics(
    REQUESTS.map(({ id, at, words }, i) => ({
      ...{ id, arrived: at, promptTokens: 5, tokenTimes: times[i], ended: times[i].at(-1) ?? 20 },
      outcome:
        words.length > 0
          ? { kind: 'done', reason: 'length' }
          : { kind: 'refused', message: 'the queue is full' },
    })),
  );
}

const MECHANISMS = {
  ...{ steps: 5, preemptions: 1, swappedOut: 0, swappedIn: 0, copied: 0, evictedTokens: 0 },
  ...{ cachedTokens: 0, promptTokens: 10, cascadeSteps: 0, handedOver: 0 },
  ...{ waste: { paged: 0.6, reserved: 0.6 }, occupancy: { mean: 0.1, most: 0.2 } },
};
