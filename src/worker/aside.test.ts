import { expect, it } from 'vitest';
import { Aside } from './aside.ts';

const LOOK = { lane: 'microscope' } as const;

/** Work that ends when it is aborted, and logs both. */
function endless(name: string, log: string[]) {
  return (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      log.push(`${name} starts`);
      signal.addEventListener('abort', () => {
        log.push(`${name} ends`);
        reject(new Error('aborted'));
      });
    });
}

/** Work that ends when it is told to. */
function pending<Value>(value: Value, log: string[]) {
  let finish = () => undefined as unknown;
  const work = () => {
    log.push(`${value} starts`);
    return new Promise<Value>((resolve) => {
      finish = () => resolve(value);
    });
  };
  return { work, finish: () => finish() };
}

const tick = () => new Promise((resolve) => setTimeout(resolve));

it('lets a second piece wait for the first, and loses neither', async () => {
  const log: string[] = [];
  const aside = new Aside();
  const replay = pending('replay', log);
  const reference = pending('reference', log);
  const both = [
    aside.start({ lane: 'compare', key: 'a' }, replay.work),
    aside.start({ lane: 'compare', key: 'b' }, reference.work),
  ];
  await tick();
  expect(log).toEqual(['replay starts']);
  replay.finish();
  await tick();
  expect(log).toEqual(['replay starts', 'reference starts']);
  reference.finish();
  expect(await Promise.all(both)).toEqual(['replay', 'reference']);
});

it('ends one piece by its key, also while it waits, and leaves those around it', async () => {
  const log: string[] = [];
  const aside = new Aside();
  const [first, last] = [pending('first', log), pending('last', log)];
  const one = aside.start({ lane: 'compare', key: '1' }, first.work);
  const two = expect(aside.start({ lane: 'compare', key: '2' }, endless('2', log))).rejects.toThrow('abort');
  const three = aside.start({ lane: 'compare', key: '3' }, last.work);
  aside.end({ lane: 'compare', key: '2' });
  // At once, not after the first.
  await two;
  await tick();
  expect(log).toEqual(['first starts']);
  first.finish();
  await tick();
  last.finish();
  expect(await Promise.all([one, three])).toEqual(['first', 'last']);
});

it('of looks and of benches only the latest is wanted: it ends the one before, and nothing of another lane', async () => {
  const log: string[] = [];
  const aside = new Aside();
  const replay = pending('replay', log);
  const compare = aside.start({ lane: 'compare', key: 'a' }, replay.work);
  const ended = expect(aside.start(LOOK, endless('look', log))).rejects.toThrow('abort');
  const look = aside.start(LOOK, () => Promise.resolve('second look'));
  await ended;
  replay.finish();
  expect(await Promise.all([compare, look])).toEqual(['replay', 'second look']);
});

it('ends what is under way before the next piece of its lane starts', async () => {
  const log: string[] = [];
  const aside = new Aside();
  const ended = expect(aside.start(LOOK, endless('first', log))).rejects.toThrow('aborted');
  await tick();
  expect(await aside.start(LOOK, () => Promise.resolve('second'))).toBe('second');
  await ended;
  expect(log).toEqual(['first starts', 'first ends']);
});

it('gives way, also to several who ask at once, and is free afterwards', async () => {
  const log: string[] = [];
  const aside = new Aside();
  // Not begun yet, it ends all the same.
  const ended = expect(aside.start(LOOK, endless('work', log))).rejects.toThrow('aborted');
  await Promise.all([aside.giveWay(), aside.giveWay()]);
  await ended;
  await aside.giveWay();
  expect(log).toEqual([]);
  expect(await aside.start(LOOK, () => Promise.resolve(1))).toBe(1);
});

it('hands on an error, and is free afterwards', async () => {
  const aside = new Aside();
  await expect(aside.start(LOOK, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await aside.start(LOOK, () => Promise.resolve(1))).toBe(1);
});

it('a piece that ends late does not hide the one that took its place', async () => {
  const log: string[] = [];
  const aside = new Aside();
  const first = expect(aside.start(LOOK, endless('first', log))).rejects.toThrow('aborted');
  await tick();
  const second = expect(aside.start(LOOK, endless('second', log))).rejects.toThrow('aborted');
  await first;
  await tick();
  await aside.giveWay();
  expect(log).toEqual(['first starts', 'first ends', 'second starts', 'second ends']);
  await second;
});
