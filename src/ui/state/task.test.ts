import { beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../worker/outcome.ts';
import { type AtWork, faultOf, IDLE, progressed, progressOf, resultOf, type Task, task } from './task.ts';

/** A piece of work whose news and end a test decides. */
interface Piece extends AtWork<number> {
  readonly answer: (outcome: Outcome<string>) => void;
  readonly breakDown: (error: Error) => void;
  /** What `start` says in the end. */
  readonly started: Promise<boolean>;
}

const CANCELLED = { ok: false, fault: { kind: 'cancelled', message: 'stopped' } } as const;
const found = (value: string) => ({ ok: true, value }) as const;

let shown: Task<number, string>[];
let ends: number;
let runner: ReturnType<typeof task<number, string>>;

beforeEach(() => {
  [shown, ends] = [[], 0];
  runner = task(
    (now) => shown.push(now),
    () => ends++,
  );
});

function start(progress = 0): Piece {
  let piece: Omit<Piece, 'started'> | undefined;
  const started = runner.start(
    progress,
    (at) =>
      new Promise((answer, breakDown) => {
        piece = { ...at, answer, breakDown };
      }),
  );
  return { ...piece!, started };
}

const now = () => shown.at(-1);

describe('one piece of work', () => {
  it('runs, says how far it is, and is done', async () => {
    const piece = start();
    piece.report(1);
    piece.answer(found('a'));
    expect(await piece.started).toBe(true);
    expect(shown).toEqual([
      { state: 'running', progress: 0 },
      { state: 'running', progress: 1 },
      { state: 'done', result: 'a' },
    ]);
    expect(ends).toBe(0);
  });

  it('fails with its fault', async () => {
    const piece = start();
    const fault = { kind: 'gpu', message: 'lost', operation: 'matmul' } as const;
    piece.answer({ ok: false, fault });
    expect(await piece.started).toBe(false);
    expect(now()).toEqual({ state: 'failed', fault });
  });

  it('fails with the message of what it throws, at once or later', async () => {
    const piece = start();
    piece.breakDown(new Error('no such thing'));
    await piece.started;
    expect(now()).toEqual({ state: 'failed', fault: { kind: 'internal', message: 'no such thing' } });
    await runner.start(0, () => {
      throw new Error('not even begun');
    });
    expect(faultOf(now()!)?.message).toBe('not even begun');
  });

  it('says nothing after its answer', async () => {
    const piece = start();
    piece.answer(found('a'));
    await piece.started;
    piece.report(9);
    expect(now()).toEqual({ state: 'done', result: 'a' });
  });
});

describe('a piece that is asked to end', () => {
  it('is stopping, with its news, until it has', async () => {
    const piece = start();
    runner.cancel();
    runner.cancel();
    piece.report(1);
    expect(now()).toEqual({ state: 'stopping', progress: 1 });
    expect(ends).toBe(1);
    piece.answer(CANCELLED);
    expect(await piece.started).toBe(false);
    expect(now()).toEqual({ state: 'cancelled' });
  });

  it('is done where its result came first', async () => {
    const piece = start();
    runner.cancel();
    piece.answer(found('a'));
    expect(await piece.started).toBe(true);
    expect(now()).toEqual({ state: 'done', result: 'a' });
  });

  it('is none where nothing is under way', async () => {
    runner.cancel();
    const piece = start();
    piece.answer(found('a'));
    await piece.started;
    runner.cancel();
    runner.drop();
    expect([now(), ends]).toEqual([{ state: 'done', result: 'a' }, 0]);
  });
});

describe('a piece that another took the place of', () => {
  it('is ended, and neither its news nor its answer counts, whenever they come', async () => {
    const [first, second] = [start(1), start(2)];
    expect([ends, first.isCurrent(), second.isCurrent()]).toEqual([1, false, true]);
    first.report(10);
    first.answer(found('late'));
    expect(await first.started).toBe(false);
    expect(now()).toEqual({ state: 'running', progress: 2 });
    second.answer(found('b'));
    await second.started;
    expect(now()).toEqual({ state: 'done', result: 'b' });
  });

  it('does not undo the result of the other', async () => {
    const [first, second] = [start(), start()];
    second.answer(found('b'));
    await second.started;
    first.report(10);
    first.breakDown(new Error('late'));
    await first.started;
    expect(now()).toEqual({ state: 'done', result: 'b' });
  });

  it('leaves the other running where it was stopping', () => {
    start();
    runner.cancel();
    const second = start(2);
    second.report(3);
    expect(now()).toEqual({ state: 'running', progress: 3 });
  });
});

it('shows nothing more of a piece that was dropped, and ends it', async () => {
  const piece = start();
  runner.drop();
  piece.report(1);
  piece.answer(found('late'));
  expect(await piece.started).toBe(false);
  expect([shown, ends, piece.isCurrent()]).toEqual([[{ state: 'running', progress: 0 }], 1, false]);
});

it('tells progress, result and fault of the states that have one', () => {
  const fault = { kind: 'gpu', message: 'lost' } as const;
  const states: Task<number, string>[] = [
    IDLE,
    { state: 'running', progress: 1 },
    { state: 'stopping', progress: 2 },
    { state: 'cancelled' },
    { state: 'failed', fault },
    { state: 'done', result: 'a' },
  ];
  expect(states.map(progressOf)).toEqual([null, 1, 2, null, null, null]);
  expect(states.map(faultOf)).toEqual([null, null, null, null, fault, null]);
  expect(states.map(resultOf)).toEqual([null, null, null, null, null, 'a']);
  expect(states.filter((state) => progressed(state, 5) !== state)).toEqual(states.slice(1, 3));
});
