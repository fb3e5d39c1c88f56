import { expect, it } from 'vitest';
import { DEFAULT_SERVING } from '../steps/serving.ts';
import { servingWords } from './load.ts';

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
