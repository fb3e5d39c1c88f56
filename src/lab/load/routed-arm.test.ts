import { describe, expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import type { LoadArm, LoadRequest } from '../../results/load/load-record.ts';
import { isMisrouted } from '../../steps/routing.ts';
import { DEFAULT_SERVING, type Serving } from '../../steps/serving.ts';
import { idModel, VOCABULARY } from '../testing/fake-engine.ts';
import type { LoadOptions } from './load-options.ts';
import { runLoad } from './run-load.ts';
import { evenCrowd, loadOf, tinySetting } from './testing/load-setting.ts';
import { losingEngine } from './testing/losing-engine.ts';

const LIMITS = { maxSequences: 2, maxTokensPerStep: 32, blocks: 24 };
const CROWD = evenCrowd(24, 1).map((request, i) => ({
  ...request,
  maxNewTokens: 8,
  tier: i % 3 === 0 ? 0 : 1,
}));
/** Of the same vocabulary, with other weights. */
const OTHER = {
  ...idModel(),
  name: 'other',
  checkpoint: syntheticCheckpoint({ vocabSize: VOCABULARY }, { seed: 2, dtype: 'F32' }),
};

function loaded(serving: Partial<Serving>) {
  const { arms, ...load } = loadOf(CROWD, LIMITS);
  const [arm] = arms;
  return { ...load, arms: [{ ...arm, spec: { ...arm.spec, serving: { ...DEFAULT_SERVING, ...serving } } }] };
}

async function served(serving: Partial<Serving>, options: Partial<LoadOptions> = {}): Promise<LoadArm> {
  const beside = new Map([['other', OTHER]]);
  const keeping = { requests: true, steps: true };
  const setting = { ...tinySetting(), engine: openCpuEngine(), beside, keeping, ...options };
  const { arms } = await runLoad(loaded(serving), setting);
  return arms[0];
}

const tokensOf = ({ requests }: LoadArm) => new Map(requests.map(({ id, tokens }) => [id, tokens.join()]));
const at = (replica: 0 | 1) => (request: LoadRequest) => request.route?.replica === replica;

describe('replicas', () => {
  test('of one model give every request the tokens it has without them, and each has its own steps', async () => {
    const [plain, balanced] = [
      await served({}),
      await served({ route: { to: {}, by: { kind: 'balance' } } }),
    ];
    expect(tokensOf(balanced)).toEqual(tokensOf(plain));
    expect(balanced.requests.map(({ fingerprint }) => fingerprint)).toEqual(
      plain.requests.map(({ fingerprint }) => fingerprint),
    );
    const second = new Set(balanced.requests.filter(at(1)).map(({ id }) => id));
    expect(second.size).toBeGreaterThan(8);
    expect(second.size).toBeLessThan(16);
    for (const { replica, slices } of balanced.steps)
      for (const { request } of slices) expect(second.has(request)).toBe(replica === 1);
    expect(balanced.mechanisms.routed).toBe(second.size);
    expect(balanced.metrics.duration).toBeLessThan(0.7 * plain.metrics.duration);
  });

  test('keep tiers apart: a flood of the second does not reach the first', async () => {
    const [shared, apart] = [
      await served({}),
      await served({ route: { to: {}, by: { kind: 'tier', from: 1 } } }),
    ];
    for (const request of apart.requests) expect(at(request.tier > 0 ? 1 : 0)(request)).toBe(true);
    const waited = ({ requests }: LoadArm) =>
      Math.max(...requests.filter(({ tier }) => tier === 0).map((each) => each.tokenTimes[0] - each.arrived));
    expect(waited(apart)).toBeLessThan(0.6 * waited(shared));
  });

  test('of another model answer in its words, and the others stay as they were', async () => {
    const rule = { kind: 'overflow', waiting: 3 } as const;
    const [plain, routed] = [await served({}), await served({ route: { to: { model: 'other' }, by: rule } })];
    const before = tokensOf(plain);
    const [own, over] = [routed.requests.filter(at(0)), routed.requests.filter(at(1))];
    expect(over.length).toBeGreaterThan(3);
    for (const { id, tokens } of own) expect(tokens.join()).toBe(before.get(id));
    expect(over.filter(({ id, tokens }) => tokens.join() !== before.get(id)).length).toBeGreaterThan(
      over.length / 2,
    );
    expect(new Set(routed.requests.map(({ id }) => id)).size).toBe(CROWD.length);
    expect(routed.metrics.completed).toBe(CROWD.length);
  });

  test('take prompts by their quality, or only lower their tier', async () => {
    const rule = { kind: 'quality', tokens: 12 } as const;
    const isolated = await served({ route: { to: {}, by: { ...rule, isolated: true } } });
    for (const { promptTokens, route } of isolated.requests) {
      expect(route!.quality!.tokens).toBe(promptTokens);
      expect(route!.replica).toBe(promptTokens > 12 ? 1 : 0);
      expect(route!.flaw).toBe(promptTokens > 12 ? 'tokens' : undefined);
    }
    const policy = { kind: 'tiers' } as const;
    const lowered = await served({ policy, route: { to: {}, by: { ...rule, isolated: false } } });
    expect(lowered.requests.every(at(0))).toBe(true);
    expect(lowered.requests.some(({ route }) => route!.flaw === 'tokens')).toBe(true);
    expect(tokensOf(lowered)).toEqual(tokensOf(isolated));
  });

  test('are judged by another model’s perplexity of the prompt', async () => {
    const perplexity = { model: 'other', most: 100 };
    const { requests } = await served({
      route: { to: {}, by: { kind: 'quality', perplexity, isolated: true } },
    });
    const measured = requests.map(({ route }) => route!.quality!.perplexity!);
    // Of random weights no token is likely: about as many choices as there are tokens.
    for (const each of measured) expect(each).toBeGreaterThan(20);
    for (const { route } of requests) expect(route!.replica).toBe(route!.quality!.perplexity! > 100 ? 1 : 0);
  });

  test('survive a lost device: everybody is answered once, with the same tokens', async () => {
    let steps = 0;
    const engine = losingEngine(() => (++steps === 20 ? 'after' : null));
    const reopen = () => Promise.resolve(losingEngine(() => null));
    const route = { to: {}, by: { kind: 'balance' } } as const;
    const lost = await served({ route }, { engine, reopen });
    expect(tokensOf(lost)).toEqual(tokensOf(await served({})));
  });

  test('of a model that is not there, or knows other tokens, are refused by name', async () => {
    const route = (model: string) => ({ route: { to: { model }, by: { kind: 'balance' } } }) as const;
    await expect(served(route('pico'))).rejects.toThrow(
      'arm crowd: serving.route.to.model: expected a model that is loaded beside tiny, found pico',
    );
    const checkpoint = syntheticCheckpoint({ vocabSize: 80 }, { seed: 2, dtype: 'F32' });
    const beside = new Map([['few', { ...OTHER, name: 'few', checkpoint }]]);
    await expect(served(route('few'), { beside })).rejects.toThrow('expected the 96 tokens of tiny');
  });
});

describe('a misrouted share', () => {
  const misrouted = { share: 0.3, seed: 5, to: { model: 'other' } };

  test('is answered by the wrong model, and told in one field alone', async () => {
    const [plain, faulty] = [await served({}), await served({ faults: { misrouted } })];
    const astray = CROWD.map(({ id }) => id).filter((id) => isMisrouted(id, misrouted));
    expect(astray.length).toBeGreaterThan(2);
    expect(faulty.faults).toEqual({ misrouted: astray });
    const before = tokensOf(plain);
    for (const { id, tokens } of faulty.requests)
      if (!astray.includes(id)) expect(tokens.join()).toBe(before.get(id));
    const other = faulty.requests.filter(({ id, tokens }) => tokens.join() !== before.get(id));
    expect(other.map(({ id }) => id).every((id) => astray.includes(id))).toBe(true);
    expect(other.length).toBeGreaterThan(astray.length / 2);
    const { faults: _, serving: __, ...rest } = faulty;
    for (const request of rest.requests) expect(request).not.toHaveProperty('route');
    expect(rest.steps.some((step) => 'replica' in step)).toBe(false);
  });

  test('says of a routed one where it should have gone', async () => {
    const route = { to: {}, by: { kind: 'tier', from: 1 } } as const;
    const { requests } = await served({ route, faults: { misrouted } });
    for (const request of requests) expect(request.route).toEqual({ replica: request.tier > 0 ? 1 : 0 });
  });
});
