import { fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { logitsKeyOf, positionKeyOf } from '../../../results/compare-reports.ts';
import { positionReport } from '../../../results/position-report.ts';
import type { RunRecord } from '../../../results/record.ts';
import { labStore } from '../../state/lab-store.ts';
import { ended, forgetQuestions, questions } from '../../state/testing/fake-client.ts';
import { PositionPanel } from './position-panel.tsx';

const names = { a: 'one', b: 'two', probe: 'p' };
const place = { ...names, position: 3, forced: false };
const report = positionReport({
  ...place,
  logits: { a: Float32Array.of(1, 2, 3), b: Float32Array.of(1, 2, 4) },
  textOf: (token) => ` t${token}`,
});

const panel = (whole: boolean) =>
  render(
    <PositionPanel
      {...{ names, whole, pairKey: 'one/two/p', preview: null, fork: 2, position: 3 }}
      data={{ series: undefined, forced: undefined }}
    />,
  );

beforeEach(() => {
  forgetQuestions();
  const { view, ...initial } = labStore.getInitialState();
  const record = { arms: [] } as unknown as RunRecord;
  labStore.setState({ ...initial, view: { ...view, source: 'live', record } }, true);
});

/** What the panel was asked to compute: the one question that hears how far it is. */
function computing() {
  const question = questions.find(({ args }) => typeof args[1] === 'function')!;
  const hear = question.args[1] as (news: readonly { done: number; total: number }[]) => void;
  return { question, hear };
}

/** The button that is offered once the run has said that it has nothing of the token. */
const offered = async () => {
  await questions[0].fail('internal');
  return await screen.findByText('Compute these logits');
};

it('offers nothing before the run has said whether it has the logits, and shows them where it has', async () => {
  panel(false);
  expect(screen.queryByText('Compute these logits')).toBeNull();
  await questions[0].answer(report);
  expect(await screen.findByText(/Distance of all 3 logits/)).toBeTruthy();
  expect(screen.queryByText('Compute these logits')).toBeNull();
});

it('offers the logits of a large vocabulary, tells how far they are, stops and shows them', async () => {
  panel(false);
  fireEvent.click(await offered());
  const { question, hear } = computing();
  expect(question.args[0]).toEqual(place);
  hear([{ done: 3, total: 8 }]);
  expect(await screen.findByText(/Running both arms again up to this token: 3 of 8 tokens/)).toBeTruthy();
  fireEvent.click(screen.getByText('Stop'));
  expect(ended).toContainEqual({ lane: 'compare', key: logitsKeyOf(place) });
  await question.answer(report);
  expect(await screen.findByText(/Distance of all 3 logits/)).toBeTruthy();
  expect(labStore.getState().view.reports.positions[positionKeyOf(place)]).toBe(report);
  expect(screen.queryByText('Compute these logits')).toBeNull();
});

it('says why they could not be computed, and offers it again', async () => {
  panel(false);
  fireEvent.click(await offered());
  await computing().question.fail('gpu', 'the device was lost');
  expect((await screen.findByRole('alert')).textContent).toBe('the device was lost');
  expect(screen.getByText('Compute these logits')).toBeTruthy();
});

it('offers nothing where a run keeps whole logits: they are on their way', () => {
  panel(true);
  expect(screen.queryByText('Compute these logits')).toBeNull();
});
