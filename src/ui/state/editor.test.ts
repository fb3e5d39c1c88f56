import { beforeEach, describe, expect, it } from 'vitest';
import { changeRequest } from '../../experiment/edit/requests.ts';
import { redo, undo } from './composing.ts';
import { edit, editorStore, endBurst } from './editor.ts';
import { labStore } from './lab-store.ts';

const experiment = () => labStore.getState().chosen.experiment;
const probe = () => experiment().requests[0];
const type = (prompt: string) =>
  edit((before) => changeRequest(before, probe().id, { prompt }), { burst: 'prompt' });

beforeEach(() => {
  labStore.setState(labStore.getInitialState(), true);
  labStore.temporal.getState().clear();
  endBurst();
});

describe('edit', () => {
  it('undoes a burst at once, and what came after it by itself', () => {
    const before = experiment();
    for (const text of ['a', 'ab', 'abc']) type(text);
    endBurst();
    type('abcd');
    undo();
    expect(probe()).toMatchObject({ prompt: 'abc' });
    undo();
    expect(experiment()).toBe(before);
    redo();
    expect(probe()).toMatchObject({ prompt: 'abc' });
  });

  it('begins a new burst after an undo', () => {
    for (const text of ['a', 'ab']) type(text);
    undo();
    type('x');
    undo();
    expect(probe()).toMatchObject({
      prompt: labStore.getInitialState().chosen.experiment.requests[0].prompt,
    });
  });

  it('marks the experiment as edited, and shows a refusal at its place', () => {
    edit((before) => changeRequest(before, probe().id, { maxNewTokens: 0 }), { place: 'here' });
    expect(labStore.getState().chosen.edited).toBeUndefined();
    expect(editorStore.getState().refusal).toEqual({
      place: 'here',
      text: 'request "needle", maxNewTokens: expected at least 1, found 0',
    });
    edit((before) => changeRequest(before, probe().id, { maxNewTokens: 3 }));
    expect(labStore.getState().chosen.edited).toBe(true);
    expect(editorStore.getState().refusal).toBeNull();
  });
});
