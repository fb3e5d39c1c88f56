import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { canonicalExperiment } from '../../experiment/canonical.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { traceKey } from '../../results/record.ts';
import { EXAMPLE, type ExampleFile, parseExample } from './example-file.ts';
import { emptyView, isOwn, type LabState, type RunView, type StreamToken } from './lab-state.ts';
import { labStore } from './lab-store.ts';
import { isUnderWay } from './task.ts';

/** The example as it was computed, whatever is on screen; null until it is there. */
const exampleStore = createStore<{
  readonly view: RunView | null;
  readonly isOf: (experiment: Experiment) => boolean;
}>(() => ({ view: null, isOf: () => false }));

export function useExample(): RunView | null {
  return useStore(exampleStore, ({ view }) => view);
}

/** Whether it is what the example was computed of. */
export function isExample(experiment: Experiment | null): boolean {
  return experiment !== null && exampleStore.getState().isOf(experiment);
}

export function setExample(view: RunView | null, isOf = (_: Experiment) => false): void {
  exampleStore.setState({ view, isOf });
}

/**
 * Loads the example and shows it from then on whenever its preset is open and no run of the visitor's is on screen. A page
 * without it works: the place of the results says that nothing has run yet.
 */
export async function followExample(address: string): Promise<void> {
  const example = await fetchExample(address);
  if (!example) return;
  const viewOf = exampleViews(example);
  setExample(viewOf(example.record.experiment), (experiment) => viewOf(experiment).source === 'example');
  const follow = (state: LabState) => {
    if (isOwn(state.view) || isUnderWay(state.status)) return;
    const view = viewOf(subjectOf(state));
    if (view !== state.view) labStore.setState({ view });
  };
  labStore.subscribe(follow);
  follow(labStore.getState());
}

/** What is on screen; of the example's preset, once it was edited, the preset as it was: results of the earlier experiment stay. */
function subjectOf({ chosen, experiments }: LabState): Experiment {
  const preset = chosen.edited && chosen.id === EXAMPLE ? experiments.find(({ id }) => id === EXAMPLE) : null;
  return (preset ?? chosen).experiment;
}

async function fetchExample(address: string): Promise<ExampleFile | null> {
  try {
    const answer = await fetch(address);
    return answer.ok ? parseExample(await answer.json()) : null;
  } catch (error) {
    // For whoever built the page: a visitor loses only what was computed before.
    // biome-ignore lint/suspicious/noConsole: see above.
    console.warn(`The example ${address} cannot be shown.`, error);
    return null;
  }
}

/** The view of an experiment: the example's where it is the same one, the same object as long as it stays the same. */
export function exampleViews(example: ExampleFile): (experiment: Experiment) => RunView {
  const text = canonicalExperiment(pinned(example.record.experiment, example));
  const view = exampleView(example);
  let latest: RunView = view;
  // Asked at every change of the page's state, and a stranger's experiment may be a mebibyte of text.
  let other: Experiment | null = null;
  return (experiment) => {
    if (latest.experiment === experiment) return latest;
    if (other === experiment) return emptyView;
    if (canonicalExperiment(pinned(experiment, example)) !== text) {
      other = experiment;
      return emptyView;
    }
    latest = { ...view, experiment };
    return latest;
  };
}

/** With the weights' hash written out: a link pins them, a preset does not. */
function pinned(experiment: Experiment, { record }: ExampleFile): Experiment {
  return { ...experiment, model: { hash: record.model.hash, ...experiment.model } };
}

function exampleView({ record, prompts, texts, reports }: ExampleFile): RunView {
  const { engine, adapter, arms } = record;
  const streams = arms.flatMap(({ name, requests }) =>
    requests.map(({ id, tokens }): [string, StreamToken[]] => [
      traceKey(name, id),
      tokens.map((token) => ({ token, text: texts[token] ?? '' })),
    ]),
  );
  return {
    ...emptyView,
    source: 'example',
    experiment: record.experiment,
    record,
    engine: { kind: engine, adapter },
    prompts: Object.fromEntries(prompts.map((prompt) => [prompt.request, prompt])),
    streams: Object.fromEntries(streams),
    steps: Object.fromEntries(arms.map(({ name, steps }) => [name, steps])),
    reports,
  };
}
