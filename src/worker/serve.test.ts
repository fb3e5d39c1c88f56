import { describe, expect, it } from 'vitest';
import { type AloneWork, alone, aside, quick, type Work } from './method.ts';
import { serve } from './serve.ts';
import { overChannel } from './testing/over-channel.ts';
import { Turns } from './turns.ts';

/** What structured cloning refuses. */
const REFUSED = {
  'a function': () => () => 1,
  'a method in a list': () => [{ deep: { of: () => 1 } }],
  'a proxy': () => new Proxy({}, {}),
  'a symbol': () => Symbol('own'),
  'a promise': () => [Promise.resolve(1)],
} as const;

/** Work that would never end by itself. */
async function untilItFails(step: () => void): Promise<string> {
  for (;;) {
    step();
    await new Promise((resolve) => setTimeout(resolve));
  }
}

describe('what no message carries', () => {
  const table = {
    odd: {
      give: quick((kind: keyof typeof REFUSED) => REFUSED[kind]() as never),
      giveAside: aside('compare', (_: Work, kind: keyof typeof REFUSED) => REFUSED[kind]() as never),
      take: quick((value: string) => value),
      tell: alone(({ tell }: AloneWork<string>, kind: keyof typeof REFUSED) =>
        untilItFails(() => tell(REFUSED[kind]() as never)),
      ),
      count: alone(({ tell }: AloneWork<number>) => untilItFails(() => tell(1))),
    },
  };
  const start = () => overChannel<typeof table>(serve(table, new Turns(() => undefined))).odd;
  const kinds = Object.keys(REFUSED) as (keyof typeof REFUSED)[];
  const fault = (words: string) => ({
    ok: false,
    fault: { kind: 'internal', message: expect.stringContaining(words) },
  });

  it.each(kinds)('%s: a fault that names the question, and the worker goes on', async (kind) => {
    const odd = start();
    const ignore = () => undefined;
    expect(await odd.give(kind)).toMatchObject(fault('odd.give: '));
    expect(await odd.giveAside(kind)).toMatchObject(fault('odd.giveAside: '));
    expect(await odd.take([REFUSED[kind]()] as never)).toMatchObject(fault('odd.take: '));
    expect(await odd.tell(kind, ignore)).toMatchObject(fault('events of odd.tell: '));
    expect(await odd.take('plain')).toEqual({ ok: true, value: 'plain' });
  });

  it('a listener that throws ends the work that it listens to', async () => {
    const answer = await start().count(() => {
      throw new Error('cannot be drawn');
    });
    expect(answer).toMatchObject(fault('events of odd.count: cannot be drawn'));
  });

  it('does not type check', () => {
    class Counter {
      #count = 0;
      next() {
        return ++this.#count;
      }
    }
    // @ts-expect-error: an answer with a function in it.
    quick(() => [{ deep: { of: () => 1 } }]);
    // @ts-expect-error: an instance arrives without its methods and its private fields.
    quick(() => Promise.resolve(new Counter()));
    // @ts-expect-error: a symbol.
    quick(() => ({ own: Symbol('own') }));
    // @ts-expect-error: a function as an argument.
    quick((take: () => number) => take());
    // @ts-expect-error: what may be anything.
    quick(({ value }: { readonly value: unknown }) => value === null);
    // @ts-expect-error: an event with a function in it.
    alone(({ tell }: AloneWork<{ of: () => number }>) => Promise.resolve(tell({ of: () => 1 })));
  });
});
