import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';
import { pairKeyOf } from '../../../results/compare-reports.ts';
import type { RunRecord } from '../../../results/record.ts';
import { BEGUN, emptyView } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { keptRunsStore, readRun, refreshRuns, removeAllRuns } from '../../state/runs/kept-runs.ts';
import { changeSettings } from '../../state/settings.ts';
import { liveView } from '../../state/testing/kept-run.ts';
import { searchStore } from '../investigate/search-store.ts';
import { startKeeping } from './keep-runs.ts';
import { keptRuns } from './open-kept.ts';

/** The worker's answers: of any pair and position, and what is kept of the logits. */
const asked = vi.hoisted(() => [] as string[]);
vi.mock('../../state/client.ts', () => ({
  labClient: {
    run: {
      bits: () => Promise.resolve({ ok: true, value: { 'alone/p': { prefixes: ['a'], margins: [1] } } }),
    },
    compare: {
      pair: (names: object) => answer('pair', names),
      position: (names: object) => answer('position', names),
    },
  },
}));
function answer(what: string, names: object) {
  asked.push(what);
  return Promise.resolve({ ok: false, fault: { kind: 'range', message: JSON.stringify(names) } });
}
vi.mock('../../state/running.ts', () => ({ workerHolds: (record: unknown) => record !== null }));

vi.stubGlobal('navigator', { userAgent: 'a browser' });
vi.stubGlobal('document', { querySelector: () => null, documentElement: { dataset: {} } });
const initial = labStore.getState();
const record = liveView.record as RunRecord;
const list = async () => {
  await refreshRuns();
  return keptRunsStore.getState().list!.runs;
};
/** A run of the page ends, as the worker tells it. */
function endRun(view = liveView, status = { state: 'done', result: null } as const): void {
  labStore.setState({ status: BEGUN, view: { ...view, record: null } });
  labStore.setState({ status, view });
}
/** As long as it takes: each thing is stored by itself, and a busy machine takes its time. */
const soon = (holds: () => unknown) => vi.waitFor(holds, { timeout: 20_000 });
const isKept = () => soon(() => expect(labStore.getState().view.kept).not.toBeNull());

startKeeping();

beforeEach(async () => {
  labStore.setState({ ...initial, view: emptyView }, true);
  searchStore.setState({ asked: [] });
  changeSettings({ keepRuns: true });
  asked.length = 0;
  await removeAllRuns();
});

it('keeps a run as it ends, with the reports that nobody asked for, and names it to the page', async () => {
  endRun({ ...liveView, reports: { ...liveView.reports, positions: {} } });
  await isKept();
  const [run] = await list();
  expect(labStore.getState().view.kept).toEqual({ id: run.id, date: run.date });
  // The example was shipped with the series of its pairs: their positions are asked for, each once.
  const positions = record.diffs.reduce((sum, { comparedPositions }) => sum + comparedPositions, 0);
  await soon(() => expect(asked).toEqual(Array.from({ length: positions }, () => 'position')));
  expect((await readRun(run.id))?.bits).toEqual({ 'alone/p': { prefixes: ['a'], margins: [1] } });
});

it('keeps what is found out afterwards: reports and answers about that experiment alone', async () => {
  endRun();
  await isKept();
  const { id } = labStore.getState().view.kept!;
  const [{ a, b, probe }] = record.diffs;
  const forced = {
    [pairKeyOf({ a, b, probe })]: { ...Object.values(liveView.reports.pairs)[0], forced: true },
  };
  labStore.setState(({ view }) => ({ view: { ...view, reports: { ...view.reports, forced } } }));
  const question = { kind: 'blame', pair: { a, b, probe }, tokens: null } as const;
  const blame = {
    kind: 'blame',
    pair: question.pair,
    settings: null,
    company: null,
    neighbours: [],
  } as const;
  const result = {
    ...{ answer: blame, engine: record.engine, adapter: record.adapter },
    ...{ notes: [], postures: [], runs: 3, milliseconds: 5 },
  };
  const about = (experiment: typeof record.experiment, of: number) => ({
    ...{ id: of, experiment, question, now: { state: 'done', result } as const, answer: blame },
  });
  searchStore.setState({ asked: [about(liveView.experiment!, 1), about({ ...record.experiment }, 2)] });
  await soon(async () => {
    const run = await readRun(id);
    expect(run?.answers).toHaveLength(1);
    expect(run?.reports.forced).toEqual(forced);
  });

  // Opened again, all of it is there.
  searchStore.setState({ asked: [] });
  labStore.setState({ ...initial, view: emptyView }, true);
  await keptRuns.open(id);
  const { view, chosen } = labStore.getState();
  expect([view.source, view.kept?.id, view.experiment]).toEqual(['kept', id, chosen.experiment]);
  expect(view.reports.forced).toEqual(forced);
  expect(searchStore.getState().asked.map(({ answer }) => answer)).toEqual([blame]);
});

it('keeps nothing where that is switched off, nor what gave nothing', async () => {
  changeSettings({ keepRuns: false });
  endRun();
  changeSettings({ keepRuns: true });
  endRun({ ...emptyView, source: 'live', experiment: liveView.experiment });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await list()).toEqual([]);
});

it('says that a run is not kept, and shows none beside an experiment that has gone on', async () => {
  await keptRuns.open('nothing');
  expect(labStore.getState().refused).toContain('No run “nothing” is kept in this browser');
  endRun();
  await isKept();
  const { id } = labStore.getState().view.kept!;
  labStore.setState({ ...initial, view: emptyView }, true);
  const coming = keptRuns.show(id);
  labStore.setState(({ chosen }) => ({ chosen: { ...chosen, experiment: { ...chosen.experiment } } }));
  await coming;
  expect(labStore.getState().view.source).toBe('none');
  await keptRuns.show(id);
  expect(labStore.getState().view.source).toBe('kept');
  // It is of the very experiment that is open: what follows is no earlier one's.
  expect(labStore.getState().view.experiment).toBe(labStore.getState().chosen.experiment);
});
