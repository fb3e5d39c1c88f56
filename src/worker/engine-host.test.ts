import { expect, test } from 'vitest';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import { EngineHost } from './engine-host.ts';

const [A, B] = [1, 2].map((seed) => syntheticCheckpoint({}, { seed, dtype: 'F32' }));

test('another model takes the place of the one before on the same engine', async () => {
  const host = new EngineHost();
  const { engine } = await host.open('cpu', A);
  const loaded = engine.load(A);
  expect((await host.open('cpu', A)).engine).toBe(engine);
  expect(engine.load(A)).toBe(loaded);
  expect((await host.open('cpu', B)).engine).toBe(engine);
  expect(engine.load(A)).not.toBe(loaded);
});

test('a host that was dropped opens another engine', async () => {
  const host = new EngineHost();
  const { engine } = await host.open('cpu', A);
  host.drop();
  expect((await host.open('cpu', A)).engine).not.toBe(engine);
});
