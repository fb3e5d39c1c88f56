import { canonicalExperiment } from '../../../experiment/canonical.ts';
import { writtenArm } from '../../../experiment/expand-arms.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import { traceKey } from '../../../results/record.ts';
import { emptyView, type RunView, type StreamToken } from '../lab-state.ts';
import { faultOf, type Task } from '../task.ts';
import type { KeptRun, RunFile, RunOutcome } from './kept-run.ts';

/** What is known of a run beside what is shown of it. */
export interface RunFacts {
  readonly id: string;
  readonly date: number;
  readonly release: string;
  readonly browser: string;
  /** Id that the experiment was composed under. */
  readonly origin: string;
}

/** What is kept of a run that ended; null where it gave nothing. */
export function keptRun(view: RunView, status: Task<unknown, unknown>, facts: RunFacts): KeptRun | null {
  const { experiment, engine, record, prompts, streams, steps, companies } = view;
  const gave = record !== null || Object.values(streams).some(({ length }) => length > 0);
  if (!experiment || !gave) return null;
  const tokens = Object.values(streams).flat();
  return {
    ...facts,
    outcome: outcomeOf(status),
    message: faultOf(status)?.message ?? null,
    experiment,
    engine,
    record,
    prompts: Object.values(prompts),
    texts: Object.fromEntries(tokens.map(({ token, text }) => [token, text])),
    // A record has them too.
    streams: record
      ? {}
      : Object.fromEntries(Object.entries(streams).map(([key, all]) => [key, all.map(({ token }) => token)])),
    steps: record ? {} : steps,
    companies,
  };
}

function outcomeOf({ state }: Task<unknown, unknown>): RunOutcome {
  return state === 'failed' || state === 'cancelled' ? state : 'done';
}

/** What is shown of a kept run: all that was, but for what only the worker could answer. */
export function keptView(file: RunFile): RunView {
  const { id, date, engine, record, prompts, companies, reports } = file;
  const experiment = record?.experiment ?? file.experiment;
  // Neither streams nor steps of drawn companies were ever shown.
  const named = record?.arms.filter(({ name }) => !writtenArm(experiment, name)?.companies) ?? [];
  const idsOf: [string, readonly number[]][] = record
    ? named.flatMap(({ name, requests }) =>
        requests.map(({ id: request, tokens }): [string, readonly number[]] => [
          traceKey(name, request),
          tokens,
        ]),
      )
    : Object.entries(file.streams);
  return {
    ...emptyView,
    source: 'kept',
    kept: { id, date },
    experiment,
    record,
    engine,
    prompts: Object.fromEntries(prompts.map((prompt) => [prompt.request, prompt])),
    streams: Object.fromEntries(idsOf.map(([key, ids]) => [key, ids.map((token) => shown(file, token))])),
    steps: record ? Object.fromEntries(named.map(({ name, steps }) => [name, steps])) : file.steps,
    companies,
    reports,
  };
}

function shown({ texts }: RunFile, token: number): StreamToken {
  return { token, text: texts[token] ?? '' };
}

/** Whether two experiments are one and the same, wherever each comes from; a link pins the weights' hash, a preset does not. */
export function sameExperiment(a: Experiment, b: Experiment): boolean {
  const { hash } = { ...a.model, ...b.model };
  const pinned = (each: Experiment) =>
    canonicalExperiment({ ...each, model: { ...(hash === undefined ? {} : { hash }), ...each.model } });
  return pinned(a) === pinned(b);
}
