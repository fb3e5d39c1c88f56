import { visible } from '../../../experiment/visible.ts';
import type { CompareReports } from '../../../results/compare-reports.ts';
import type { RunBits } from '../../../results/run-bits.ts';
import type { KeptAnswer } from '../../state/answers-schema.ts';
import { labClient } from '../../state/client.ts';
import type { LabState, RunView } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { workerHolds } from '../../state/running.ts';
import type { KeptFindings } from '../../state/runs/kept-run.ts';
import { settingsNow } from '../../state/settings.ts';
import { isUnderWay } from '../../state/task.ts';
import { searchStore } from '../investigate/search-store.ts';
import { gatherReports } from './gather-reports.ts';

const { getState, setState } = labStore;

/** Findings come in bursts: as a visitor goes from token to token. */
const DELAY_MS = 1000;

/** What only the page that ran it knows of a kept run: by its id, of the latest few. */
interface Own {
  readonly bits: RunBits;
  /** What was asked of the worker for it alone, beside what was shown. */
  readonly gathered: CompareReports;
}

let own: (Own & { readonly id: string }) | null = null;

/** The database and all that reads from it are loaded when they are first needed. */
const kept = () => import('../../state/runs/kept-runs.ts');
const views = () => import('../../state/runs/kept-view.ts');

/** Keeps each run of this page as it ends, and from then on what is found out about it. */
export function startKeeping(): void {
  labStore.subscribe((state, before) => {
    const ended = isUnderWay(before.status) && !isUnderWay(state.status);
    // A question's runs end too, and leave the results as they were.
    if (ended && state.view.source === 'live' && !state.view.kept) void keepLatest(state);
    if (state.view.reports !== before.view.reports && state.view.kept === before.view.kept) findingsSoon();
  });
  searchStore.subscribe(findingsSoon);
}

/** Keeps the run on screen, where automatic keeping is off or failed. */
export async function keepNow(): Promise<void> {
  const state = getState();
  if (state.view.source === 'live' && !state.view.kept && !isUnderWay(state.status))
    await keepLatest(state, true);
}

async function keepLatest({ view, status, chosen, embed }: LabState, asked = false): Promise<void> {
  if (embed || !(asked || settingsNow().keepRuns)) return;
  const { record } = view;
  const ended = { date: Date.now(), release: releaseName(), browser: navigator.userAgent };
  const [{ keptRun }, { keepRun, freshRunId }] = await Promise.all([views(), kept()]);
  const asOf = { id: freshRunId(), ...ended };
  const run = keptRun(view, status, { ...asOf, origin: chosen.id });
  if (!run) return;
  const { id, date } = asOf;
  const bits = workerHolds(record) ? await labClient.run.bits() : null;
  const mine = { id, bits: bits?.ok ? bits.value : {}, gathered: view.reports };
  if (!(await keepRun(run, { ...mine, reports: view.reports, answers: answersAbout(view) }))) return;
  own = mine;
  if (isSameRun(view)) setState((state) => ({ view: { ...state.view, kept: { id, date } } }));
  if (!record) return;
  const gathered = await gatherReports(record, view.reports, () => workerHolds(record));
  own = { ...mine, gathered };
  const shown = isSameRun(view) ? getState().view : view;
  const { keepFindings } = await kept();
  await keepFindings(id, findingsOf(shown, own));
}

/** Whether what is on screen is the same run still. */
function isSameRun({ experiment, record }: RunView): boolean {
  const { view } = getState();
  return view.source === 'live' && view.experiment === experiment && view.record === record;
}

let timer: ReturnType<typeof setTimeout> | undefined;

function findingsSoon(): void {
  if (!getState().view.kept) return;
  clearTimeout(timer);
  timer = setTimeout(() => void keepWhatWasFound(), DELAY_MS);
}

async function keepWhatWasFound(): Promise<void> {
  const { view } = getState();
  if (!view.kept) return;
  const { id } = view.kept;
  const { keepFindings, readRun } = await kept();
  if (own?.id === id) {
    await keepFindings(id, findingsOf(view, own));
    return;
  }
  // Of a run of another page its bits are where it is kept.
  const file = await readRun(id).catch(() => null);
  if (file) await keepFindings(id, findingsOf(view, { bits: file.bits, gathered: file.reports }));
}

function findingsOf(view: RunView, { bits, gathered }: Own): KeptFindings {
  const { pairs, forced, positions, references } = view.reports;
  const reports = {
    pairs: { ...gathered.pairs, ...pairs },
    forced: { ...gathered.forced, ...forced },
    positions: { ...gathered.positions, ...positions },
    references: { ...gathered.references, ...references },
  };
  return { reports, answers: answersAbout(view), bits };
}

function answersAbout({ experiment }: RunView): KeptAnswer[] {
  return searchStore
    .getState()
    .asked.flatMap(({ experiment: about, question, now }) =>
      about === experiment && now.state === 'done' ? [{ question, result: now.result }] : [],
    );
}

/** The page's script, named after its contents by a build. */
function releaseName(): string {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  return script ? visible(script.src.split('/').at(-1) ?? '').slice(0, 200) : '';
}
