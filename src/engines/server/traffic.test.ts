import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import { serverOf } from '../../openai/servers.ts';
import { REAL_CLOCK } from './clock.ts';
import { runTraffic } from './run-traffic.ts';
import type { ServerAsk, ServerOutcome } from './server-types.ts';
import { type TrafficSetting, trafficOf } from './traffic.ts';
import type { TrafficAsk, TrafficRound } from './traffic-types.ts';

const setting: TrafficSetting = {
  server: serverOf('vllm'),
  gives: null,
  run: 'r',
  repeats: 1,
  logprobs: 5,
  stream: true,
};
const GIVES = {
  completions: true,
  chat: true,
  tokenPrompts: true,
  streams: true,
  ids: true,
  logprobs: true,
  alternatives: 5,
  seeds: true,
  cachedCounts: true,
  queueTime: true,
};

const experiment = parseExperiment({
  version: 3,
  title: 'Traffic',
  decoding: { temperature: 0.5, seed: 3 },
  requests: [
    { id: 'probe', role: 'probe', prompt: 'What is 2 + 3?', maxNewTokens: 8, ignoreEos: true },
    { id: 'ids', role: 'clean', promptIds: [1, 2, 3], maxNewTokens: 4, arrival: 5 },
    {
      id: 'noise',
      role: 'noise',
      noise: { kind: 'spam', seed: 1, tokens: 20 },
      maxNewTokens: 2,
      arrival: { ms: 30 },
    },
    {
      id: 'chat',
      role: 'probe',
      messages: [{ role: 'user', content: 'Hello' }],
      chat: { enableThinking: false },
      maxNewTokens: 2,
    },
  ],
  arms: [
    { name: 'alone', requests: ['probe'], kernels: 'variant' },
    { name: 'invariant alone', requests: ['probe'], kernels: 'invariant' },
    {
      name: 'company',
      requests: ['noise', 'probe', 'ids', 'chat'],
      kernels: 'variant',
      limits: { maxSequences: 2 },
    },
    {
      name: 'warm',
      requests: ['probe', 'chat'],
      kernels: 'variant',
      serving: { prefix: 'on', policy: 'shortest' },
    },
  ],
  compare: [['alone', 'company']],
});

const asksOf = (traffic: { readonly rounds: readonly TrafficRound[] }, arm: string): readonly TrafficAsk[] =>
  traffic.rounds.find((round) => round.arm === arm)!.asks;

describe('arms as traffic', () => {
  it('sends an arm’s requests in its order, as many at once as it takes, when they arrive', () => {
    const { rounds, cost } = trafficOf(experiment, { ...setting, repeats: 2 });
    expect(rounds.map(({ arm, repeat }) => `${arm} ${repeat}`).slice(0, 5)).toEqual([
      'alone 0',
      'invariant alone 0',
      'company 0',
      'warm 0',
      'alone 1',
    ]);
    const company = rounds.find(({ arm }) => arm === 'company')!;
    expect(company.atOnce).toBe(2);
    expect(company.asks.map(({ request, arrival }) => [request, arrival])).toEqual([
      ['noise', { ms: 30 }],
      ['probe', { ms: 0 }],
      ['ids', { pieces: 5 }],
      ['chat', { ms: 0 }],
    ]);
    const [noise, probe, ids, chat] = company.asks.map(({ ask }) => ask);
    expect(probe).toMatchObject({
      prompt: { kind: 'text', text: 'What is 2 + 3?' },
      stream: true,
      sampling: {
        temperature: 0.5,
        seed: 3,
        max_tokens: 8,
        ignore_eos: true,
        top_k: 0,
        min_p: 0,
        repetition_penalty: 1,
        logprobs: 5,
      },
    });
    expect(ids.prompt).toEqual({ kind: 'tokens', tokens: [1, 2, 3] });
    expect(noise.prompt).toMatchObject({ kind: 'text', text: expect.stringMatching(/^.{80}$/s) });
    expect(chat.extra).toMatchObject({ chat_template_kwargs: { enable_thinking: false } });
    expect(cost).toMatchObject({ asks: 16, generated: 2 * (8 + 8 + 16 + 10), prompt: { counted: false } });
  });

  it('keeps cold asks apart in the cache, and lets warm ones of a round share', () => {
    const traffic = trafficOf(experiment, { ...setting, repeats: 2 });
    const salts = traffic.rounds.flatMap(({ arm, asks }) =>
      asks.map(({ ask }) => [arm, ask.extra.cache_salt] as const),
    );
    const cold = salts.filter(([arm]) => arm !== 'warm').map(([, salt]) => salt);
    expect(new Set(cold).size).toBe(cold.length);
    expect(new Set(salts.filter(([arm]) => arm === 'warm').map(([, salt]) => salt)).size).toBe(2);
    const llama = trafficOf(experiment, { ...setting, server: serverOf('llama.cpp') });
    expect(asksOf(llama, 'alone')[0].ask.extra).toMatchObject({ cache_prompt: false });
    expect(asksOf(llama, 'warm')[0].ask.extra).toMatchObject({ cache_prompt: true });
  });

  it('says what cannot be told', () => {
    const words = trafficOf(experiment, setting).notTold.join('\n');
    expect(words).toContain('kernel sets');
    expect(words).toContain('`alone` and `invariant alone` send the same');
    expect(words).toContain('Arm `warm`: `serving.policy` cannot be told');
    expect(words).toContain('Noise is as long as its tokens at four characters each');
    const ollama = trafficOf(experiment, { ...setting, server: serverOf('ollama') });
    expect(ollama.notTold.join('\n')).toContain('cold and warm arms are sent alike');
    expect(ollama.notTold.join('\n')).toContain('`chat.enableThinking` is not told');
    expect(asksOf(ollama, 'alone')[0].ask.sampling).toMatchObject({ top_k: null, ignore_eos: null });
  });

  it('tells a server of this lab its kernel set', () => {
    const traffic = trafficOf(experiment, { ...setting, server: serverOf('batchmates') });
    expect(asksOf(traffic, 'invariant alone')[0].ask.extra).toMatchObject({
      batchmates: { set: 'invariant' },
    });
    expect(traffic.notTold.join('\n')).not.toContain('send the same');
  });

  it('refuses what a server cannot be asked, and asks chats where there are no completions', () => {
    const without = (field: keyof typeof GIVES) => () =>
      trafficOf(experiment, { ...setting, gives: { ...GIVES, [field]: false } });
    expect(without('tokenPrompts')).toThrow('requests[1].promptIds (ids): this server takes no token ids');
    expect(without('chat')).toThrow('requests[3].messages (chat): this server has no chat completions');
    const traffic = without('completions')();
    expect(asksOf(traffic, 'alone')[0].ask.prompt).toEqual({
      kind: 'chat',
      messages: [{ role: 'user', content: 'What is 2 + 3?' }],
    });
    expect(traffic.notTold.join('\n')).toContain('sent as what a user says in a chat');
  });
});

/** A server whose answers come when they are let. */
function heldServer() {
  const waiting = new Map<string, { readonly piece: () => void; readonly end: () => void }>();
  const sent: string[] = [];
  const ask = (each: ServerAsk, onPiece: (piece: never) => void) =>
    new Promise<ServerOutcome>((resolve) => {
      sent.push(each.id);
      waiting.set(each.id, {
        piece: () => onPiece(undefined as never),
        end: () =>
          resolve({
            kind: 'failed',
            ask: each,
            attempts: [],
            fault: { kind: 'cut', message: '', passing: true },
          }),
      });
    });
  return { ask, sent, of: (id: string) => waiting.get(id)! };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

function round(arrivals: Readonly<Record<string, TrafficAsk['arrival']>>, atOnce = 9): TrafficRound {
  const [{ ask }] = asksOf(trafficOf(experiment, setting), 'alone');
  const asks = Object.entries(arrivals).map(([request, arrival]) => ({
    request,
    role: 'probe' as const,
    arrival,
    ask: { ...ask, id: request },
  }));
  return { arm: 'a', repeat: 0, asks, atOnce };
}

describe('sending traffic', () => {
  it('keeps to how many run at once, in order', async () => {
    const server = heldServer();
    const now = { ms: 0 };
    const done = runTraffic([round({ a: now, b: now, c: now }, 2)], {
      ...server,
      clock: REAL_CLOCK,
      signal: undefined,
    });
    await turn();
    expect(server.sent).toEqual(['a', 'b']);
    server.of('b').end();
    await turn();
    expect(server.sent).toEqual(['a', 'b', 'c']);
    server.of('a').end();
    server.of('c').end();
    expect((await done)[0].asks.map(({ request }) => request)).toEqual(['a', 'b', 'c']);
  });

  it('sends what arrives at a step once an answer has so many pieces, or nobody else is left', async () => {
    const server = heldServer();
    const done = runTraffic([round({ a: { ms: 0 }, b: { pieces: 2 }, c: { pieces: 9 } })], {
      ...server,
      clock: REAL_CLOCK,
      signal: undefined,
    });
    await turn();
    server.of('a').piece();
    await turn();
    expect(server.sent).toEqual(['a']);
    server.of('a').piece();
    await turn();
    expect(server.sent).toEqual(['a', 'b']);
    server.of('a').end();
    await turn();
    expect(server.sent).toEqual(['a', 'b']);
    server.of('b').end();
    await turn();
    expect(server.sent).toEqual(['a', 'b', 'c']);
    server.of('c').end();
    await done;
  });

  it('ends with the reason it is given, whatever waits', async () => {
    const server = heldServer();
    const stop = new AbortController();
    const reason = new Error('enough');
    const rounds = [round({ a: { ms: 0 }, b: { pieces: 2 }, c: { ms: 1e6 }, d: { ms: 0 } }, 1)];
    const done = runTraffic(rounds, { ...server, clock: REAL_CLOCK, signal: stop.signal });
    stop.abort(reason);
    await expect(done).rejects.toBe(reason);
  });
});
