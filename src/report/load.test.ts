import { expect, it } from 'vitest';
import { DEFAULT_SERVING } from '../steps/serving.ts';
import { mechanismLines, servingWords } from './load.ts';
import { probeLines } from './load-probes.ts';

it('says how an arm serves', () => {
  expect(servingWords(DEFAULT_SERVING)).toBe('first come, first served');
  expect(
    servingWords({
      ...{ policy: { kind: 'chunked', budget: 64 }, prefix: 'recompute-last', packing: 'leaking' },
      ...{ memory: { pressure: 'swap', hostBlocks: 2048 }, cascade: { prefixTokens: 32, requests: 8 } },
      ...{ disaggregated: true, admission: { mostWaiting: 16, firstTokenWithin: 4000 } },
    }),
  ).toBe(
    'prompts in chunks, 64 tokens a step; swaps to 2,048 blocks of host memory; shares prefixes, the last block recomputed; packs requests without the segment test; cascade attention from 8 requests and 32 tokens on; prefill and decode in queues of their own; at most 16 wait; first token within 4,000 ms or given up',
  );
});

it('says what the mechanisms did, the mean bits of two widths too', () => {
  const none = { preemptions: 0, swappedOut: 0, swappedIn: 0, copied: 0, evictedTokens: 0 };
  const one = {
    ...{ ...none, steps: 6, cachedTokens: 0, promptTokens: 9, cascadeSteps: 0, handedOver: 0 },
    ...{ waste: { paged: 0.22, reserved: 0.34 }, occupancy: { mean: 1, most: 1 } },
  };
  const pool =
    'pool 100 % held on average, 100 % at most; of held slots 22 % empty, of a reservation by maximum length 34 %';
  expect(mechanismLines(one)).toEqual(['6 steps', pool]);
  expect(mechanismLines({ ...one, meanBits: 6.2549 })).toEqual([
    '6 steps, 6.25 bits a weight on average',
    pool,
  ]);
});

it('says of a probe when it was served and what it is beside itself alone', () => {
  const probe = {
    ...{ id: 'p', role: 'probe' as const, tier: 0, promptTokens: 9, arrived: 1000, admitted: 1000 },
    ...{ tokenTimes: [1250, 1500], tokens: [4, 7], text: '', ended: 1500, preempted: 0, swapped: 0 },
    ...{ outcome: { kind: 'done', reason: 'length' } as const, cached: 0, evicted: 0, fingerprint: null },
  };
  const found = {
    ...{ looked: 2, differing: 1, firstDifference: 1, fork: 1, maxUlp: 2048, maxKl: 14.98 },
    perplexity: { loaded: 2.34, alone: 390.98 },
    raised: { position: 1, probability: { loaded: 0.9865, alone: 2.66e-7 } },
  };
  const same = { ...found, differing: 0, firstDifference: null, fork: null, raised: null };
  const refused = { kind: 'refused', message: 'the queue is full' } as const;
  expect(
    probeLines([
      { ...probe, besideAlone: found },
      { ...probe, id: 'q', besideAlone: same },
      { ...probe, id: 'r', tokenTimes: [], tokens: [], outcome: refused },
      { ...probe, id: 'noise', role: 'noise' },
    ]),
  ).toEqual([
    '  probe p: first token after 250 ms, done after 500 ms',
    '  beside itself alone: other bits at 1 of 2 positions, from 1 on, by 2,048 ulp and 14.98 nats at most; alone',
    '    another token at 1; perplexity of its tokens 2.34, alone 390.98; most raised by company: token 7 at 1,',
    '    probability 0.9865, alone 2.66e−7',
    '  probe q: first token after 250 ms, done after 500 ms',
    '  beside itself alone: the same bits at all 2 positions looked at',
    '  probe r: refused: the queue is full',
  ]);
});
