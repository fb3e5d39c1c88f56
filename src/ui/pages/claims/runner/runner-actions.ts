import { grouped } from '../../../../results/text.ts';
import type { SweepProgress } from '../../../../studies/sweep/run-sweep.ts';
import type { Study } from '../../../../studies/sweep/study-schema.ts';
import type { Fault } from '../../../../worker/fault.ts';
import type { PlanReport, StudyFound, StudyRunReport } from '../../../../worker/methods/study-reports.ts';
import type { StudyNews } from '../../../../worker/news.ts';
import type { Outcome } from '../../../../worker/outcome.ts';
import { failed } from '../../../../worker/outcome.ts';
import { durationWords } from '../../../kit/format.ts';
import { fileStem, saveFile } from '../../../kit/save-file.ts';
import { stageWords } from '../../../kit/stage-words.ts';
import { labClient } from '../../../state/client.ts';
import { modelsUrl, studyOutcomeUrl } from '../../../state/data-addresses.ts';
import { labStore } from '../../../state/lab-store.ts';
import { IDLE, isUnderWay, task } from '../../../state/task.ts';
import { closeStudy, type Look, markDone, type OpenedStudy, runnerStore, showStudy } from './runner-store.ts';

const { getState, setState } = runnerStore;

const opening = task<string, OpenedStudy>((now) => setState({ opening: now }));
const running = task<string, StudyRunReport>(
  (work) => setState({ work }),
  () => void labClient.turns.cancel(),
);
const looking = task<null, Look>((now) => setState({ looking: now }));
const filing = task<string, string>((now) => setState({ filing: now }));

export const pause = running.cancel;

/** Asks the browser which studies it has results of. */
export async function listKept(): Promise<void> {
  const listed = await labClient.study.kept();
  if (listed.ok) setState({ kept: listed.value });
  else setState({ kept: [], filing: { state: 'failed', fault: listed.fault } });
}

/** Results were deleted elsewhere on this page: a study that was opened from them is closed. */
export async function keptElsewhere(): Promise<void> {
  await listKept();
  const { opened, done, kept } = getState();
  if (opened && done > 0 && !kept?.some(({ hash }) => hash === opened.hash)) closeStudy();
}

/** A study's JSON, or its link. */
export function openText(text: string): Promise<void> {
  return open('Planning its jobs', () => labClient.study.open({ text, modelsUrl: modelsUrl() }));
}

export function openKept(hash: string): Promise<void> {
  return open('Reading what is here', () => labClient.study.reopen({ hash, modelsUrl: modelsUrl() }));
}

/** A study that ships: its definition is part of what it found. */
export function openShipped(id: string): Promise<void> {
  return open('Fetching the study', async () => {
    const response = await fetch(studyOutcomeUrl(id));
    if (!response.ok) return failed(missing(`${id}: expected a study that ships, found none`));
    const { definition } = (await response.json()) as { readonly definition: unknown };
    return await labClient.study.open({ text: JSON.stringify(definition), modelsUrl: modelsUrl() });
  });
}

/** Zips of studies with results, of one study each, or a study's JSON alone. */
export async function openFiles(files: readonly File[]): Promise<void> {
  const zips = files.filter(({ name }) => /\.zip$/i.test(name));
  if (zips.length === 0) {
    if (files.length > 0) await openText(await files[0].text());
    return;
  }
  await open('Reading the results', () => labClient.study.take({ zips, modelsUrl: modelsUrl() }));
  await listKept();
}

async function open(words: string, ask: () => Promise<Outcome<PlanReport>>): Promise<void> {
  if (isUnderWay(getState().work)) return;
  setState({ work: IDLE, filing: IDLE });
  await opening.start(words, async ({ isCurrent }) => {
    const outcome = await ask();
    if (!outcome.ok) return outcome;
    const study = JSON.parse(outcome.value.text) as Study;
    const value = { ...outcome.value, study };
    if (isCurrent()) showStudy(value);
    return { ok: true, value };
  });
  const { opened, done } = getState();
  if (opened && done > 0 && done === opened.table.count) await look();
}

/** Runs the jobs of the opened study that are not done, on the chosen engine; each is kept as it ends. */
export async function run(): Promise<void> {
  const { opened, work } = getState();
  if (!opened || isUnderWay(work)) return;
  const { engine } = labStore.getState();
  const request = { text: opened.text, engine, modelsUrl: modelsUrl() };
  const whole = await running.start('Loading the model', ({ report, isCurrent }) => {
    const hear = (events: readonly StudyNews[]) => {
      if (isCurrent()) take(events, report);
    };
    return labClient.study.run(request, hear);
  });
  await refresh();
  await listKept();
  if (whole) await look();
}

/** Whose results there are now, and how long they took. */
async function refresh(): Promise<void> {
  const { opened } = getState();
  if (!opened) return;
  const again = await labClient.study.reopen({ hash: opened.hash, modelsUrl: modelsUrl() });
  // A run that ended before its first job has kept nothing.
  if (again.ok && getState().opened === opened) showStudy({ ...again.value, study: opened.study });
}

function take(events: readonly StudyNews[], report: (words: string) => void): void {
  markDone(events.flatMap((news) => (news.type === 'job' ? [news.index] : [])));
  const last = events.findLast(({ type }) => type !== 'job');
  if (!last || last.type === 'job') return;
  report(last.type === 'study' ? progressWords(last) : stageWords(last));
}

function progressWords({ done, of, millisecondsLeft }: SweepProgress): string {
  const left = millisecondsLeft === null ? '' : `, about ${durationWords(millisecondsLeft)} left`;
  return `Running: ${grouped(done)} of ${grouped(of)} jobs${left}`;
}

/** Which of the planned analyses the next one is. */
export function chooseLook(plannedLook: number): void {
  setState({ plannedLook });
}

/** Analyses what is there of the opened study, as the planned analysis that is chosen; left alone, the last. */
export async function look(): Promise<void> {
  const { opened, done, plannedLook } = getState();
  if (!opened) return;
  const now = plannedLook === null ? {} : { look: plannedLook };
  await looking.start(null, async () => {
    const outcome = await labClient.study.analyse({ text: opened.text, modelsUrl: modelsUrl(), ...now });
    if (!outcome.ok) return outcome;
    return { ok: true, value: { ...(JSON.parse(outcome.value) as StudyFound), done } };
  });
}

/** Saves study and results as a zip, or as several where there are too many results for one. */
export async function saveZips(): Promise<void> {
  const { opened } = getState();
  if (!opened) return;
  await filing.start('Packing the results', async () => {
    const packed = await labClient.study.pack(opened.hash);
    if (!packed.ok) return packed;
    const stem = fileStem(opened.study.id);
    const several = packed.value.length > 1;
    for (const [part, bytes] of packed.value.entries())
      saveFile(`${stem}${several ? `-${part + 1}` : ''}.zip`, new Blob([bytes], { type: 'application/zip' }));
    return { ok: true, value: `Saved as ${several ? `${packed.value.length} files` : `${stem}.zip`}.` };
  });
}

/** Deletes what this browser has of a study. */
export async function forget(hash: string): Promise<void> {
  if (isUnderWay(getState().work)) return;
  const gone = await filing.start('Deleting', async () => {
    const outcome = await labClient.study.forget(hash);
    return outcome.ok ? { ok: true, value: 'Deleted.' } : outcome;
  });
  if (gone && getState().opened?.hash === hash) {
    closeStudy();
    setState({ work: IDLE });
  }
  await listKept();
}

function missing(message: string): Fault {
  return { kind: 'file', message };
}
