import { expect, test } from 'vitest';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import { EngineHost } from './engine-host.ts';

const [A, B] = [1, 2].map((seed) => {
  const checkpoint = syntheticCheckpoint({}, { seed, dtype: 'F32' });
  return { name: `${seed}`, checkpoint };
});

test('another model takes the place of the one before on the same engine', async () => {
  const host = new EngineHost();
  const { engine } = await host.open('cpu', A);
  const loaded = engine.load(A.checkpoint);
  expect((await host.open('cpu', A)).engine).toBe(engine);
  expect(engine.load(A.checkpoint)).toBe(loaded);
  expect((await host.open('cpu', B)).engine).toBe(engine);
  expect(engine.load(A.checkpoint)).not.toBe(loaded);
});

test('a model that has no room in this machine is refused by name', async () => {
  const host = new EngineHost(1_000);
  await expect(host.open('cpu', A)).rejects.toThrow('1: its weights take');
});

test('a host that was dropped opens another engine', async () => {
  const host = new EngineHost();
  const { engine } = await host.open('cpu', A);
  host.drop();
  expect((await host.open('cpu', A)).engine).not.toBe(engine);
});
