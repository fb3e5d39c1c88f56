import fc from 'fast-check';
import { expect } from 'vitest';
import { createRandom, type Random } from '../../../experiment/random.ts';
import type { Mechanisms } from '../../../results/load/load-record.ts';
import { TOP } from '../../../steps/step-output.ts';
import type { LiveSetting } from '../live-setting.ts';
import type { LiveAsk, LiveService } from '../live-types.ts';
import { openLiveService } from '../open-live-service.ts';
import { drawnAsk, read, tinySetting } from './tiny-service.ts';

const LIMITS = { maxSequences: 5, maxTokensPerStep: 32, blocks: 5 };

/** An arm that is asked by crowds. */
interface Served {
  readonly name: string;
  readonly arm: object;
  /** What of its mechanisms shows that they were at work. */
  readonly atWork: (did: Mechanisms) => number | undefined;
  /** What every client asks alike. */
  readonly ask?: Partial<LiveAsk>;
}

export const SERVINGS: readonly Served[] = [
  { name: 'prefixes', arm: { serving: { prefix: 'on' } }, atWork: ({ cachedTokens }) => cachedTokens },
  {
    name: 'preemption and tiers',
    arm: { serving: { policy: 'tiers' }, limits: LIMITS },
    atWork: ({ preemptions }) => preemptions,
  },
  {
    name: 'swapping',
    arm: { serving: { memory: { pressure: 'swap', hostBlocks: 6 }, prefix: 'on' }, limits: LIMITS },
    atWork: ({ swappedIn }) => swappedIn,
  },
  { name: 'packing', arm: { serving: { packing: 'masked' } }, atWork: ({ steps }) => steps },
  {
    name: 'cascade',
    arm: { serving: { prefix: 'on', cascade: { prefixTokens: 16, requests: 2 } } },
    atWork: ({ cascadeSteps }) => cascadeSteps,
  },
  { name: 'drafts', arm: { speculation: { draft: 'ngram', k: 4 } }, atWork: ({ drafted }) => drafted },
  {
    name: 'two queues',
    arm: { serving: { disaggregated: true, prefix: 'on', policy: { kind: 'chunked', budget: 8 } } },
    atWork: ({ handedOver }) => handedOver,
  },
  {
    name: 'verification',
    arm: { kernels: 'variant', verify: { window: 8 }, limits: { ...LIMITS, blocks: 8 } },
    atWork: ({ verification }) => verification?.windows,
    ask: { deterministic: true },
  },
  {
    name: 'replicas',
    arm: { serving: { route: { to: {}, by: 'balance' } } },
    atWork: ({ routed }) => routed,
  },
];

/** Those under which a request's tokens follow who else is there. */
export const LOSSY: readonly Pick<Served, 'name' | 'arm'>[] = [
  {
    name: 'eviction',
    arm: { serving: { memory: { pressure: 'evict', first: 4, last: 8 } }, limits: { ...LIMITS, blocks: 4 } },
  },
  {
    name: 'precision',
    arm: {
      serving: { precision: { to: 'q8', lowerAt: 0.4, raiseAt: 0.2, every: 1 }, prefix: 'on' },
      limits: { ...LIMITS, blocks: 8 },
    },
  },
  { name: 'effort', arm: { serving: { effort: { from: 1, to: 4, least: 2 } } } },
  { name: 'rejection', arm: { speculation: { draft: 'ngram', k: 3, accept: 'rejection' } } },
  {
    name: 'misrouting',
    arm: { serving: { faults: { misrouted: { share: 0.5, seed: 1, to: { dtype: 'bf16' } } } } },
  },
];

/** By what it asks for, how a request is answered that is alone. */
class Alone {
  readonly #service = openLiveService(tinySetting());
  readonly #known = new Map<string, Promise<string | null>>();

  fingerprintOf({
    id: _,
    tier: __,
    top: ___,
    deterministic: ____,
    ...asked
  }: LiveAsk): Promise<string | null> {
    const ask = { ...asked, deterministic: false };
    const key = JSON.stringify(ask);
    const known = this.#known.get(key) ?? this.#ask(`alone ${this.#known.size}`, ask);
    this.#known.set(key, known);
    return known;
  }

  async #ask(id: string, ask: Omit<LiveAsk, 'id' | 'tier' | 'top'>): Promise<string | null> {
    const { end } = await read((await this.#service).submit({ ...ask, id, tier: 0, top: TOP }));
    return end.record.fingerprint;
  }
}

const alone = new Alone();

/** Lets the service go on for some turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setTimeout(resolve));
}

/** Asks, reads what it is told and gives up after so many tokens; null: never. */
async function client(service: LiveService, ask: LiveAsk, patience: number | null) {
  const answer = service.submit(ask);
  if (patience === 0) answer.cancel('gone at once');
  const tokens: number[] = [];
  for await (const event of answer.events) {
    if (event.type === 'ended') return { ask, patience, tokens, record: event.record };
    expect(event.position).toBe(tokens.length);
    expect(event.top).toHaveLength(ask.top);
    if (tokens.push(event.token) === patience) answer.cancel('gone');
  }
  throw new Error('no end');
}

async function crowd(
  service: LiveService,
  random: Random,
  ask: Partial<LiveAsk>,
): Promise<ReturnType<typeof client>[]> {
  const clients: ReturnType<typeof client>[] = [];
  for (let i = 0; i < 12; i++) {
    const patience = random.below(3) === 0 ? random.below(12) : null;
    clients.push(client(service, { ...drawnAsk(i, random), ...ask }, patience));
    if (random.below(3) === 0) await turns(random.below(5));
  }
  return clients;
}

interface CrowdOptions extends Partial<Pick<Served, 'atWork' | 'ask'>> {
  readonly lossy?: boolean;
  /** What a service is opened with, by seed. */
  readonly setting?: (seed: number) => Partial<LiveSetting>;
}

/**
 * Crowds of clients, drawn by seeds, ask an arm, some of whom give up anywhere. Fails where an answer is not its own, where anybody's blocks are held when
 * nobody is left, and, unless `lossy`, where an answer is not the one that its request gets alone. Returns what `atWork` counts.
 */
export async function serveCrowds(
  arm: object,
  numRuns: number,
  { lossy = false, atWork, ask = {}, setting }: CrowdOptions = {},
): Promise<number> {
  let worked = 0;
  const property = fc.asyncProperty(fc.nat(), async (seed) => {
    const service = await openLiveService(tinySetting(arm, setting?.(seed)));
    service.listen((event) => {
      if (event.type === 'arm-ended') worked += atWork?.(event.mechanisms) ?? 0;
    });
    const clients = Promise.all(await crowd(service, createRandom(seed), ask));
    await service.drain();
    for (const { ask, patience, tokens, record } of await clients) {
      expect(record.id).toBe(ask.id);
      expect(record.tokens.slice(0, tokens.length)).toEqual(tokens);
      if (record.outcome.kind !== 'done') expect(patience).not.toBeNull();
      else expect(record.tokens).toEqual(tokens);
      if (record.outcome.kind === 'done' && !lossy)
        expect(record.fingerprint).toBe(await alone.fingerprintOf(ask));
    }
    const { freeBlocks, blocks, ...there } = service.load;
    expect(there).toEqual({ running: 0, waiting: 0 });
    expect(freeBlocks).toBe(blocks);
  });
  await fc.assert(property, { numRuns });
  return worked;
}
