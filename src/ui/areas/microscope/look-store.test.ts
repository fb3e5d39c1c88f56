import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { OutputPlace } from '../../../model/graph.ts';
import { ended, forgetQuestions, questions } from '../../state/testing/fake-client.ts';
import { closeLook, lookStore, openCell, searchCache, startLook, stopLook } from './look-store.ts';

vi.mock('../../state/client.ts', () => import('../../state/testing/fake-client.ts'));

const placeAt = (position: number) => ({ a: 'alone', b: 'company', probe: 'p', position });
const LOOK = { origin: { layer: 0, name: 'q' }, first: null };
const cellOf = (name: string) => ({ layer: 0, name, differing: [{ element: 3 }] });

const state = () => lookStore.getState();
const open = (name: OutputPlace['name']) => void openCell({ layer: 0, name });

beforeEach(() => {
  closeLook();
  forgetQuestions();
});

/** A look that is done, with nothing open in it. */
async function lookedInto(): Promise<void> {
  void startLook(placeAt(5));
  await questions[0].answer(LOOK);
  forgetQuestions();
}

it('opens what differs first once both arms have run', async () => {
  void startLook(placeAt(5));
  expect(state().look.state).toBe('running');
  await questions[0].answer(LOOK);
  expect(questions[1].args).toEqual([LOOK.origin]);
  await questions[1].answer(cellOf('q'));
  expect(questions[2].args).toEqual([{ layer: 0, name: 'q', element: 3 }]);
  await questions[2].answer({ element: 3 });
  expect(state()).toMatchObject({ look: { state: 'done' }, cell: cellOf('q'), element: { element: 3 } });
});

describe('a look that another took the place of, or that was closed', () => {
  it('is ended, and shows nothing any more', async () => {
    void startLook(placeAt(5));
    void startLook(placeAt(6));
    expect(ended).toHaveLength(1);
    await questions[0].answer(LOOK);
    expect([state().look.state, questions.length]).toEqual(['running', 2]);
    closeLook();
    await questions[1].answer(LOOK);
    expect([state().look, state().key, questions.length]).toEqual([{ state: 'idle' }, null, 2]);
  });

  it('opens nothing of what was asked for before', async () => {
    await lookedInto();
    open('k');
    closeLook();
    await questions[0].answer(cellOf('k'));
    await questions[1].answer({ element: 3 });
    expect(state().cell).toBeNull();
  });
});

it('shows what was opened last, in whatever order the answers come', async () => {
  await lookedInto();
  for (const name of ['k', 'v'] as const) open(name);
  await questions[1].answer(cellOf('v'));
  await questions[2].answer({ element: 3 });
  await questions[0].answer(cellOf('k'));
  await questions[3].answer({ element: 3 });
  expect(state().cell).toEqual(cellOf('v'));
});

it('says why a search failed until something is opened, and leaves the look as it was', async () => {
  await lookedInto();
  void searchCache(placeAt(5), 0);
  await questions[0].fail('gpu', 'lost');
  expect(state()).toMatchObject({ look: { state: 'done' }, fault: { message: 'lost' } });
  open('k');
  await questions[1].answer(cellOf('k'));
  await questions[2].answer({ element: 3 });
  expect(state().fault).toBeNull();
});

it('is stopped, which is no fault', async () => {
  void startLook(placeAt(5));
  stopLook();
  expect([state().look.state, ended.length]).toEqual(['stopping', 1]);
  await questions[0].fail('cancelled');
  expect([state().look, state().fault]).toEqual([{ state: 'cancelled' }, null]);
});
