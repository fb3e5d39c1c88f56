import { expect, test } from 'vitest';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { createRandom } from '../../experiment/random.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import type { LiveAsk, LiveService } from './live-types.ts';
import { openLiveService } from './open-live-service.ts';
import { drawnAsk, read, tinySetting } from './testing/tiny-service.ts';

async function answered(service: LiveService, asks: readonly LiveAsk[]) {
  const answers = await Promise.all(asks.map((ask) => read(service.submit(ask))));
  return answers.map(({ tokens, end }) => ({
    fingerprint: end.record.fingerprint,
    logprobs: tokens.map(({ logprob }) => logprob),
    besideAlone: end.record.besideAlone,
  }));
}

await describeOnGpu('a service', (gpu) => {
  const engine = new WebGpuEngine(gpu);
  const random = createRandom(5);
  // Short ones: a software adapter takes longest over the products of another number of rows.
  const asks = [0, 0.6, 3].map((temperature, seed) => {
    const { promptTokens, ...ask } = drawnAsk(seed, random);
    const decoding = { temperature, seed };
    return { ...ask, promptTokens: promptTokens.slice(-6), maxNewTokens: 3, decoding };
  });

  test('gives each request alone what it gives it among others of other temperatures and seeds', async () => {
    const service = await openLiveService(tinySetting({}, { engine, shadows: { every: 1, most: 2 } }));
    const alone: Awaited<ReturnType<typeof answered>> = [];
    for (const ask of asks) alone.push(...(await answered(service, [ask])));
    expect(await answered(service, asks)).toEqual(alone);
    expect(new Set(alone.map(({ fingerprint }) => fingerprint)).size).toBe(asks.length);
    const watched = asks.slice(0, 1).map((ask) => ({ ...ask, shadow: true }));
    for (const { besideAlone } of await answered(service, watched))
      expect(besideAlone).toMatchObject({ differing: 0, fork: null });
    await service.drain();
  });

  test('verifies whoever asks for it, and serves an invariant queue beside a variant one', async () => {
    const kernels = { kernels: 'variant', verify: { window: 4 } };
    const variant = await openLiveService(tinySetting(kernels, { engine, otherSets: ['invariant'] }));
    const verified = asks.map((ask) => ({ ...ask, deterministic: true }));
    const invariant = asks.map((ask) => ({ ...ask, id: `invariant ${ask.id}`, set: 'invariant' as const }));
    const noise = asks.map((ask) => ({ ...ask, id: `noise ${ask.id}` }));
    const [a, b] = await Promise.all([verified, invariant, noise].map((all) => answered(variant, all)));
    expect(a).toEqual(b);
    await variant.drain();
  });
});
