import { expect, it } from 'vitest';
import { nextKey } from './block-chain.ts';
import { BlockPool } from './block-pool.ts';
import { heldReferences } from './held.ts';
import { HostPlaces } from './host-places.ts';

const host = HostPlaces.NONE;

it('counts each request that holds a block, and each place in host memory', () => {
  const pool = BlockPool.of(8);
  expect(heldReferences({ pool, host })).toBe(0);
  const key = nextKey(null, [1, 2, 3], 0);
  const shared = pool.taken([0, 1]).remembered(0, key).shared([0]);
  expect(heldReferences({ pool: shared, host })).toBe(3);
  const [, used] = host.taken(2, 4)!;
  expect(heldReferences({ pool: shared, host: used })).toBe(5);
  // What the cache alone holds is nobody's.
  const left = shared.returned([0, 1]).returned([0]);
  expect(left.cachedCount).toBe(1);
  expect(heldReferences({ pool: left, host })).toBe(0);
});

it('counts no block that is withheld', () => {
  const pool = BlockPool.of(8).taken([6, 7]);
  const precision = { lowered: 0, changed: null, withheld: [6, 7] };
  expect(heldReferences({ pool, host, precision })).toBe(0);
  expect(heldReferences({ pool: pool.taken([0]), host, precision })).toBe(1);
});
