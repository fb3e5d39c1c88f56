import type { AnswerLibrary, Decoding } from './answer-library.ts';
import type { TrackerPlan } from './course.ts';
import { TRACKED_FAULTS, type TrackedFault } from './faults.ts';
import { checkPlan } from './simulate-tracker.ts';
import { librarySource, rateSource, type TrackedSource } from './tracked-source.ts';

/** Whose answers: those of the library under one of its faults, or any that pass at two rates. */
export type AnswersFrom =
  | { readonly kind: 'library'; readonly fault: string; readonly decoding: Decoding }
  | { readonly kind: 'rates'; readonly before: number; readonly after: number };

export interface TrackerSetting {
  readonly answers: AnswersFrom;
  readonly plan: TrackerPlan;
}

/** What the published tracker did, with a fault that it may well see. */
export const DEFAULT_SETTING: TrackerSetting = {
  answers: { kind: 'library', fault: 'effort', decoding: 'sampled' },
  plan: {
    ...{ perDay: 50, days: 60, faultDay: 31, tasks: 'fresh' },
    ...{ baseline: { kind: 'runs', runs: 1000 }, seed: 1 },
  },
};

/** Null where the library is needed and is not there. */
export function sourceOf({ answers }: TrackerSetting, library: AnswerLibrary | null): TrackedSource | null {
  if (answers.kind === 'rates') return rateSource(answers.before, answers.after);
  return library && librarySource(library, faultOf(answers.fault), answers.decoding);
}

/** Throws RangeError of a name that no fault has. */
export function faultOf(id: string): TrackedFault {
  const fault = TRACKED_FAULTS.find((each) => each.id === id);
  const ids = TRACKED_FAULTS.map((each) => each.id).join(', ');
  if (!fault) throw new RangeError(`fault: expected one of ${ids}, found ${JSON.stringify(id)}`);
  return fault;
}

export function faultName({ answers }: TrackerSetting): string {
  return answers.kind === 'rates' ? 'a change of rate' : faultOf(answers.fault).name;
}

/** A plan without its fault where there is none to switch on, so that no day counts as faulty. Throws RangeError. */
export function checkedSetting(setting: TrackerSetting): TrackerSetting {
  const none = setting.answers.kind === 'library' && setting.answers.fault === 'none';
  const checked = none ? { ...setting, plan: { ...setting.plan, faultDay: null } } : setting;
  checkPlan(checked.plan);
  return checked;
}
