import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { modelKey } from '../../experiment/model-key.ts';
import type { Experiment, ExperimentRequest } from '../../experiment/schema.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { configByName } from '../../model/shapes.ts';
import type { PromptReport } from '../../results/prompt-report.ts';
import type { Fault } from '../../worker/fault.ts';
import type { Measured } from '../../worker/methods/compose.ts';
import { labClient } from './client.ts';
import { modelsUrl } from './data-addresses.ts';
import type { RunView } from './lab-state.ts';
import { labStore, useLab } from './lab-store.ts';

/** A pause in typing that is worth an answer. */
const PAUSE_MS = 200;

interface MeasuringState {
  /** What the answer is of; the experiment may have moved on. */
  readonly experiment: Experiment | null;
  readonly prompts: Readonly<Record<string, PromptReport>>;
  readonly answer: Measured | null;
  readonly fault: Fault | null;
}

export const measureStore = createStore<MeasuringState>()(() => ({
  experiment: null,
  prompts: {},
  answer: null,
  fault: null,
}));

let wanted = false;
let asking = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Measures the experiment that is composed from now on: soon after each change. Nothing is fetched before the first one. */
export function useMeasuring(): void {
  useEffect(() => {
    if (labStore.getState().chosen.edited) askSoon();
    const stop = labStore.subscribe(({ chosen }, before) => {
      if (chosen.experiment !== before.chosen.experiment && (chosen.edited || wanted)) askSoon();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
}

/** Measures an experiment as it was opened too, and those after it: somebody looks at what it takes. */
export function wantMeasure(): void {
  wanted = true;
  if (measureStore.getState().experiment !== labStore.getState().chosen.experiment) askSoon(0);
}

/** What was measured holds no longer, though the experiment is the same: the model's files came or went. */
export function measureAgain(): void {
  measureStore.setState({ experiment: null });
  wantMeasure();
}

function askSoon(after = PAUSE_MS): void {
  clearTimeout(timer);
  timer = setTimeout(() => void ask(), after);
}

/** One question at a time; what changed meanwhile is asked about afterwards. */
async function ask(): Promise<void> {
  if (asking) return;
  asking = true;
  const { experiment } = labStore.getState().chosen;
  const result = await labClient.compose.measure({ experiment, modelsUrl: modelsUrl() });
  asking = false;
  const answer = result.ok ? result.value : null;
  measureStore.setState({
    experiment,
    answer,
    prompts: Object.fromEntries((answer?.prompts ?? []).map((prompt) => [prompt.request, prompt])),
    fault: result.ok ? null : result.fault,
  });
  if (labStore.getState().chosen.experiment !== experiment) askSoon(0);
}

/** Of the experiment as it stands; null while an answer is being waited for, or where nothing was asked. */
export function useMeasure(): { readonly answer: Measured | null; readonly fault: Fault | null } {
  const current = useLab(({ chosen }) => chosen.experiment);
  const { experiment, answer, fault } = useStore(measureStore);
  return experiment === current ? { answer, fault } : { answer: null, fault: null };
}

/** What is known of a request's prompt. */
export interface KnownPrompt {
  readonly report: PromptReport | undefined;
  /** Tokens of the prompt that the request had when it was last counted. */
  readonly before: number | undefined;
}

export function usePrompt(request: ExperimentRequest): KnownPrompt {
  const model = useLab(({ chosen }) => modelKey(chosen.experiment.model));
  const ran = useLab(({ view }) => view);
  const counted = useStore(measureStore);
  return promptIn(request, model, counted, ran);
}

type Counted = Pick<RunView, 'experiment' | 'prompts'>;

/** By the latest count or the latest run, whichever had this very prompt, on the same model, which `modelKey` tells. */
export function promptIn(
  request: ExperimentRequest,
  model: string,
  ...known: readonly Counted[]
): KnownPrompt {
  const same = known.filter(({ experiment }) => experiment !== null && modelKey(experiment.model) === model);
  const reports = same.map((counted) => reportOf(counted, request));
  return {
    report: reports.find((report) => report !== undefined),
    before: same.map(({ prompts }) => prompts[request.id]?.tokens).find((tokens) => tokens !== undefined),
  };
}

function reportOf({ experiment, prompts }: Counted, request: ExperimentRequest): PromptReport | undefined {
  const then = experiment?.requests.find(({ id }) => id === request.id);
  return then && (then === request || sourceText(then) === sourceText(request))
    ? prompts[request.id]
    : undefined;
}

function sourceText({ prompt, promptIds, noise, messages, chat, bos }: ExperimentRequest): string {
  return JSON.stringify([prompt, promptIds, noise, messages, chat, bos]);
}

/** The config of the model that the experiment names, as far as its name tells it. */
export function useModelConfig(): ModelConfig | null {
  const { name, source } = useLab(({ chosen }) => chosen.experiment.model);
  return source === undefined ? configByName(name) : null;
}

/** Positions of that model; null where they are not known yet. */
export function useMaxPositions(): number | null {
  const config = useModelConfig();
  const { answer } = useMeasure();
  return answer?.maxPositions ?? config?.maxPositions ?? null;
}
