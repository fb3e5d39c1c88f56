import { expect, test } from 'vitest';
import { adapterWish } from './adapter-wish.ts';

test.each([
  [{}, 'any'],
  [{ BATCHMATES_ADAPTER: '' }, 'any'],
  [{ BATCHMATES_ADAPTER: 'software' }, 'software'],
  [{ BATCHMATES_ADAPTER: 'lavapipe' }, 'lavapipe'],
  [{ BATCHMATES_ADAPTER: 'own' }, 'own'],
  [{ VK_ICD_FILENAMES: '/a.json' }, 'driver'],
  [{ VK_DRIVER_FILES: '/a.json' }, 'driver'],
  [{ VK_ICD_FILENAMES: '' }, 'any'],
  [{ BATCHMATES_ADAPTER: 'software', VK_ICD_FILENAMES: '/a.json' }, 'software'],
])('%j asks for %s', (env, wish) => {
  expect(adapterWish(env)).toBe(wish);
});

test('an unknown name is refused, with those that are known', () => {
  expect(() => adapterWish({ BATCHMATES_ADAPTER: 'gpu' })).toThrow(
    'BATCHMATES_ADAPTER: expected one of own, software, lavapipe, found "gpu"',
  );
});
