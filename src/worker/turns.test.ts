import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

const later = () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { held, release };
};

/** A piece of work beside that takes its time to end. */
function slowAside(turns: Turns) {
  const { held, release } = later();
  const ended = turns.besides({ lane: 'microscope' }, async () => {
    await held;
  });
  return { ended, release };
}

test('what is cancelled while it waits for work beside to end never begins', async () => {
  const turns = new Turns(() => undefined);
  const beside = slowAside(turns);
  await Promise.resolve();
  let begun = false;
  const run = turns.alone(() => {
    begun = true;
    return Promise.resolve();
  });
  turns.cancel();
  beside.release();
  expect(await run).toMatchObject({ ok: false, fault: { kind: 'cancelled' } });
  expect(begun).toBe(false);
  await beside.ended;
});

test('nothing begins beside work that is waiting for its turn', async () => {
  const turns = new Turns(() => undefined);
  const beside = slowAside(turns);
  await Promise.resolve();
  let alone = false;
  let together = false;
  const run = turns.alone(async () => {
    alone = true;
    await new Promise((resolve) => setTimeout(resolve, 20));
    alone = false;
  });
  const second = turns.besides({ lane: 'compare', key: 'k' }, () => {
    together = alone;
    return Promise.resolve();
  });
  beside.release();
  await Promise.all([run, second, beside.ended]);
  expect(together).toBe(false);
});

test('a run that is held while it waits for its turn is held when it begins', async () => {
  const turns = new Turns(() => undefined);
  const beside = slowAside(turns);
  await Promise.resolve();
  const run = turns.alone((_signal, gate) => Promise.resolve(gate.shut));
  turns.pause();
  beside.release();
  expect(await run).toEqual({ ok: true, value: true });
  await beside.ended;
});
