import { fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { logitsKeyOf, positionKeyOf } from '../../../results/compare-reports.ts';
import { positionReport } from '../../../results/position-report.ts';
import type { RunRecord } from '../../../results/record.ts';
import { labStore } from '../../state/lab-store.ts';
import { PositionPanel } from './position-panel.tsx';

type Hear = (news: readonly { done: number; total: number }[]) => void;
const worker = vi.hoisted(() => ({
  logits: vi.fn<(names: object, hear: Hear) => Promise<object>>(),
  end: vi.fn(() => Promise.resolve({ ok: true })),
}));
vi.mock('../../state/client.ts', () => ({
  labClient: {
    compare: {
      position: () => Promise.resolve({ ok: false, fault: { kind: 'internal', message: 'not kept' } }),
      logits: worker.logits,
    },
    turns: { end: worker.end },
  },
}));

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
  worker.logits.mockReset();
  worker.end.mockClear();
  const { view, ...initial } = labStore.getInitialState();
  const record = { arms: [] } as unknown as RunRecord;
  labStore.setState({ ...initial, view: { ...view, source: 'live', record } }, true);
});

it('offers the logits of a large vocabulary, tells how far they are, stops and shows them', async () => {
  let answer = (_: object): void => undefined;
  worker.logits.mockImplementation((_, hear) => {
    hear([{ done: 3, total: 8 }]);
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  panel(false);
  fireEvent.click(screen.getByText('Compute these logits'));
  expect(await screen.findByText(/Running both arms again up to this token: 3 of 8 tokens/)).toBeTruthy();
  expect(worker.logits.mock.calls[0][0]).toEqual(place);
  fireEvent.click(screen.getByText('Stop'));
  expect(worker.end).toHaveBeenCalledWith({ lane: 'compare', key: logitsKeyOf(place) });
  answer({ ok: true, value: report });
  expect(await screen.findByText(/Distance of all 3 logits/)).toBeTruthy();
  expect(labStore.getState().view.reports.positions[positionKeyOf(place)]).toBe(report);
  expect(screen.queryByText('Compute these logits')).toBeNull();
});

it('says why they could not be computed, and offers it again', async () => {
  worker.logits.mockResolvedValue({ ok: false, fault: { kind: 'gpu', message: 'the device was lost' } });
  panel(false);
  fireEvent.click(screen.getByText('Compute these logits'));
  expect((await screen.findByRole('alert')).textContent).toBe('the device was lost');
  expect(screen.getByText('Compute these logits')).toBeTruthy();
});

it('offers nothing where a run keeps whole logits: they are on their way', () => {
  panel(true);
  expect(screen.queryByText('Compute these logits')).toBeNull();
});
