import { writtenPrompt } from '../../../../../experiment/chat-schema.ts';
import { type ArmRecord, type DiffRecord, type RunRecord, traceKey } from '../../../../../results/record.ts';
import type { LookPlace } from '../../../../../studies/microscope/microscope.ts';
import { isLive } from '../../../../areas/compare/reports.ts';
import { useLook } from '../../../../areas/microscope/look-store.ts';
import type { RunView, StreamToken } from '../../../../state/lab-state.ts';
import { useLab } from '../../../../state/lab-store.ts';
import { resultOf } from '../../../../state/task.ts';

/** What the lesson is about: one pair of the results that the page holds, live or shipped. */
export interface Subject {
  readonly diff: DiffRecord;
  /** The fork, or the first token whose bits differ where the pair has none. */
  readonly position: number;
  readonly prompt: string;
  readonly a: readonly StreamToken[];
  readonly b: readonly StreamToken[];
  readonly record: RunRecord;
  /** Run in this page: its steps can be looked into. */
  readonly live: boolean;
}

/** The first fitting pair that forks, else the first that differs in some bit; null where there is none. */
export function subjectOf(view: RunView): Subject | null {
  const { record } = view;
  if (!record) return null;
  const fitting = record.diffs.filter((each) => isCompanyAlone(record, each));
  const diff = fitting.find(({ fork }) => fork !== null) ?? fitting.find((each) => !each.identical);
  const position = diff?.fork ?? diff?.firstDifference ?? null;
  if (!diff || position === null) return null;
  const stream = (arm: string) => view.streams[traceKey(arm, diff.probe)] ?? [];
  const probe = record.experiment.requests.find(({ id }) => id === diff.probe);
  const prompt = (probe && writtenPrompt(probe)) ?? diff.probe;
  return { diff, position, prompt, a: stream(diff.a), b: stream(diff.b), record, live: isLive(view) };
}

/** The lesson speaks of one prompt, decoded greedily, alone and in company, with all else equal. */
export function isCompanyAlone({ experiment, arms }: RunRecord, { a, b }: DiffRecord): boolean {
  const [alone, company] = [a, b].map((name) => arms.find((arm) => arm.name === name));
  if (!alone || !company || experiment.decoding.temperature > 0) return false;
  const settings = ({ kernels, dtype, weights }: ArmRecord) => JSON.stringify([kernels, dtype, weights]);
  return alone.requests.length < company.requests.length && settings(alone) === settings(company);
}

let latest: { readonly view: RunView; readonly subject: Subject | null } | null = null;

/** The same object as long as the results stay the same. */
export function useSubject(): Subject | null {
  return useLab(({ view }) => {
    if (latest?.view !== view) latest = { view, subject: subjectOf(view) };
    return latest.subject;
  });
}

export function placeOf({ diff: { a, b, probe }, position }: Subject): LookPlace {
  return { a, b, probe, position };
}

/** The look into the subject's step; null until there is one. */
export function useSubjectLook(subject: Subject | null) {
  return useLook((state) => {
    const look = resultOf(state.look);
    if (!look || !subject || state.record !== subject.record) return null;
    const { a, b, probe, position } = placeOf(subject);
    const { place } = look;
    const same = place.a === a && place.b === b && place.probe === probe && place.position === position;
    return same ? look : null;
  });
}
