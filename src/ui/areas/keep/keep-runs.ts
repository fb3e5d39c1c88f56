import { visible } from '../../../experiment/visible.ts';
import type { CompareReports } from '../../../results/compare-reports.ts';
import type { RunRecord } from '../../../results/record.ts';
import type { KeptAnswer } from '../../state/answers-schema.ts';
import { labClient } from '../../state/client.ts';
import type { LabState, RunView } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { workerHolds } from '../../state/running.ts';
import { settingsNow } from '../../state/settings.ts';
import { isUnderWay } from '../../state/task.ts';
import { searchStore } from '../investigate/search-store.ts';
import { gatherReports } from './gather-reports.ts';

const { getState, setState } = labStore;

/** Findings come in bursts: as a visitor goes from token to token. */
const DELAY_MS = 300;

/** The database and all that reads from it are loaded when they are first needed. */
const kept = () => import('../../state/runs/kept-runs.ts');
const views = () => import('../../state/runs/kept-view.ts');

/** Keeps each run of this page as it ends, and from then on what is found out about it. */
export function startKeeping(): void {
  labStore.subscribe((state, before) => {
    const ended = isUnderWay(before.status) && !isUnderWay(state.status);
    // What it takes to keep a run is there before it ends: a visitor may leave in the next moment.
    if (!isUnderWay(before.status) && isUnderWay(state.status)) void Promise.all([views(), kept()]);
    // A question's runs end too, and leave the results as they were.
    if (ended && state.view.source === 'live' && !state.view.kept) void keepLatest(state);
    if (state.view.kept?.id !== before.view.kept?.id) flushFindings(before.view);
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
  const found = { reports: view.reports, answers: answersAbout(view), bits: {} };
  if (!(await keepRun(run, found))) return;
  if (isSameRun(view)) {
    setState((state) => ({ view: { ...state.view, kept: { id, date } } }));
    // What was found out while it was being written.
    findingsSoon();
  }
  if (!record) return;
  await keepBits(id, record);
  const gathered = await gatherReports(record, view.reports, () => workerHolds(record));
  await keepFound(id, gathered, answersAbout(view));
}

/** Puts with a run the fingerprints of its prefixes and its margins, which take the worker a while. */
async function keepBits(id: string, record: RunRecord): Promise<void> {
  const bits = workerHolds(record) ? await labClient.run.bits() : null;
  if (!bits?.ok) return;
  const { updateFindings } = await kept();
  try {
    await updateFindings(id, (findings) => ({ ...findings, bits: bits.value }));
  } catch {
    // What cannot be read stays as it is: the run's page says so when it is opened.
  }
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
  timer = setTimeout(() => flushFindings(getState().view), DELAY_MS);
}

/** Keeps at once what was to be kept soon of the run that is, or was, on screen. */
function flushFindings(view: RunView): void {
  if (timer === undefined) return;
  clearTimeout(timer);
  timer = undefined;
  if (view.kept) void keepFound(view.kept.id, view.reports, answersAbout(view));
}

/** Puts reports and answers with those that are kept of a run: another tab may have it open, and found out more. */
async function keepFound(id: string, reports: CompareReports, answers: readonly KeptAnswer[]): Promise<void> {
  const { updateFindings } = await kept();
  const asked = new Set(answers.map(({ question }) => question.kind));
  try {
    await updateFindings(id, ({ reports: before, answers: earlier, bits }) => ({
      reports: {
        pairs: { ...before.pairs, ...reports.pairs },
        forced: { ...before.forced, ...reports.forced },
        positions: { ...before.positions, ...reports.positions },
        references: { ...before.references, ...reports.references },
      },
      answers: [...answers, ...earlier.filter(({ question }) => !asked.has(question.kind))],
      bits,
    }));
  } catch {
    // What cannot be read stays as it is: the run's page says so when it is opened.
  }
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
