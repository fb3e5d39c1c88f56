import { expect, it } from 'vitest';
import type { RunStage, RunStatus } from '../../state/lab-state.ts';
import { statusAmount, statusText } from './status-words.ts';

const loading = (total: number | null): RunStage => ({ stage: 'loading', bytes: { loaded: 5e6, total } });

it.each<readonly [RunStage, number | null, string]>([
  [loading(null), null, 'Loading the model: 5.0 MB'],
  [loading(1e7), 0.5, 'Loading the model: 5.0 of 10.0 MB'],
  [{ stage: 'uploading', done: 1e6, total: 4e6 }, 0.25, 'Preparing the weights: 1.0 of 4.0 MB'],
  [
    { stage: 'certifying', done: 7 },
    null,
    'Checking on this adapter whether the invariant kernels hold: 7 cases',
  ],
  [
    { stage: 'compiling', arm: 'alone', index: 1, arms: 4 },
    0.25,
    'Preparing kernels and buffers: arm 2 of 4, alone',
  ],
  [{ stage: 'running', generated: 1500, total: 3000 }, 0.5, 'Running: 1,500 of 3,000 tokens'],
  [{ stage: 'paused', generated: 1, total: 4 }, 0.25, 'Paused: 1 of 4 tokens'],
  [{ stage: 'comparing', done: 3, total: 4 }, 0.75, 'Comparing the arms: 3 of 4 positions'],
  [{ stage: 'searching', runs: 1, most: 4, doing: 'x' }, 0.25, 'Asking why: run 2 of at most 4'],
  [{ stage: 'searching', runs: 0, most: 0, doing: 'x' }, 0, 'Asking why: run 1 of at most 1'],
])('says how far %o is', (progress, amount, text) => {
  const status: RunStatus = { state: 'running', progress };
  expect([statusAmount(status), statusText(status, null)]).toEqual([amount, text]);
  const stopping: RunStatus = { state: 'stopping', progress };
  expect([statusAmount(stopping), statusText(stopping, null)]).toEqual([null, 'Stopping after this step…']);
});

it.each<readonly [RunStatus, string]>([
  [{ state: 'idle' }, 'The model is made ready when you first run.'],
  [{ state: 'cancelled' }, 'Cancelled. What had been generated stays below.'],
  [{ state: 'failed', fault: { kind: 'gpu', message: 'lost' } }, 'Failed: see the message.'],
  [{ state: 'done', result: null }, 'Done.'],
])('has no amount of %o', (status, text) => {
  expect([statusAmount(status), statusText(status, null)]).toEqual([undefined, text]);
});
