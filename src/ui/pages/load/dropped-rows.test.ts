import { expect, it } from 'vitest';
import { ArmView } from './arm-view.ts';
import { droppedRows } from './dropped-rows.ts';
import { loadStepWords } from './step-words.ts';
import { scheduledRun } from './testing/scheduled-run.ts';
import { whyToken } from './why.ts';
import { besideWords } from './why-words.ts';

const LIMITS = { maxSequences: 4, maxTokensPerStep: 64, blocks: 60 };
const probe = { request: 'probe', position: 2 };
const full = (request: string, rows: number) => [{ request, rows }];

/** A run in whose second step two layers have no room for a row of the probe's. */
function dropping(): ArmView {
  const view = new ArmView('crowd');
  for (const event of scheduledRun({ requests: 5, perSecond: 500, outputTokens: 8, limits: LIMITS })) {
    if (event.type !== 'step' || event.step.step !== 1) view.take(event);
    else
      view.take({
        ...event,
        step: {
          ...event.step,
          dropped: [
            ['probe', 2],
            ['crowd-1', 3],
          ],
          drops: [
            { ...probe, layer: 0, expert: 5, filledBy: full('crowd-1', 2) },
            { ...probe, layer: 3, expert: 1, filledBy: [...full('probe', 1), ...full('crowd-1', 1)] },
          ],
        },
      });
  }
  return view;
}

it('is one row for each token and step, with whose rows filled the experts, the most first', () => {
  const view = dropping();
  expect(droppedRows(view.requests[view.indexOf('probe')])).toEqual([
    {
      ...{ step: 1, position: 2 },
      experts: [
        { layer: 0, expert: 5 },
        { layer: 3, expert: 1 },
      ],
      filledBy: [
        { request: 'crowd-1', rows: 3 },
        { request: 'probe', rows: 1 },
      ],
    },
  ]);
  expect(droppedRows(view.requests[view.indexOf('crowd-1')])).toEqual([]);
});

it('is among what a step is said to have done, and why a token came', () => {
  const view = dropping();
  expect(loadStepWords(view.scene.steps[1])).toContain(
    'experts had no room for 5 choices of the rows of 2 requests',
  );
  expect(loadStepWords(view.scene.steps[2])).not.toContain('experts');
  const words = view.requests[0].tokens.map((_, token) => besideWords(whyToken(view, 0, token)).join(' '));
  const said = words.filter((text) => text.includes('experts had no room for 2 choices of its rows'));
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('full of 2 rows of crowd-1');
});
