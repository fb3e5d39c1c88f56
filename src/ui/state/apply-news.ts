import { writtenArm } from '../../experiment/expand-arms.ts';
import { addStep, NO_STEPS, traceKey } from '../../results/record.ts';
import type { RunNews } from '../../worker/news.ts';
import type { ArmFigures, RunStage, RunStatus, RunView } from './lab-state.ts';
import { progressed } from './task.ts';

export interface RunProgress {
  readonly status: RunStatus;
  readonly view: RunView;
}

/** What the page shows after one more batch of news. */
export function applyNews(progress: RunProgress, batch: readonly RunNews[]): RunProgress {
  return batch.reduce(applyOne, progress);
}

function applyOne({ status, view }: RunProgress, news: RunNews): RunProgress {
  const stage = stageAfter(news);
  return {
    status: stage ? progressed(status, stage) : status,
    view: viewAfter(view, news),
  };
}

function stageAfter(news: RunNews): RunStage | null {
  switch (news.type) {
    case 'loading':
      return { stage: 'loading', bytes: { loaded: news.loaded, total: news.total } };
    case 'uploading':
      return { stage: 'uploading', done: news.done, total: news.total };
    case 'calibrating':
      return { stage: 'calibrating', done: news.done, total: news.total };
    case 'opening':
      return { stage: 'compiling', arm: news.arm, index: news.index, arms: news.arms };
    case 'step':
      return { stage: 'running', generated: news.generated, total: news.total };
    case 'paused':
      return { stage: 'paused', generated: news.generated, total: news.total };
    case 'certifying':
      return { stage: 'certifying', done: news.done };
    case 'comparing':
      return { stage: 'comparing', done: news.done, total: news.total };
    case 'search':
      return { stage: 'searching', runs: news.runs, most: news.most, doing: news.doing };
    case 'fork-search':
      return { stage: 'finding', runs: news.runs, most: news.most };
    case 'prompts':
    case 'engine':
      return null;
  }
}

function viewAfter(view: RunView, news: RunNews): RunView {
  switch (news.type) {
    case 'prompts':
      return { ...view, prompts: Object.fromEntries(news.prompts.map((prompt) => [prompt.request, prompt])) };
    case 'engine':
      return { ...view, engine: { kind: news.engine, adapter: news.adapter } };
    case 'step': {
      const { arm, step, tokens } = news;
      const written = view.experiment && writtenArm(view.experiment, arm);
      if (written?.companies) return withCompanyStep(view, written.name, news);
      const streams = { ...view.streams };
      for (const { request, token, text } of tokens) {
        const key = traceKey(arm, request);
        streams[key] = [...(streams[key] ?? []), { token, text }];
      }
      return { ...view, streams, steps: { ...view.steps, [arm]: [...(view.steps[arm] ?? []), step] } };
    }
    case 'loading':
    case 'uploading':
    case 'calibrating':
    case 'certifying':
    case 'comparing':
    case 'opening':
    case 'paused':
    case 'search':
    case 'fork-search':
      return view;
  }
}

const NOTHING_YET: ArmFigures = { ...NO_STEPS, tokens: 0, milliseconds: 0 };

/** Of a company only its cost is shown before the record is there: a thousand of them would fill the page's memory. */
function withCompanyStep(
  view: RunView,
  arm: string,
  { step, tokens }: Extract<RunNews, { type: 'step' }>,
): RunView {
  const before = view.companies[arm] ?? NOTHING_YET;
  const after = {
    ...addStep(before, step),
    tokens: before.tokens + tokens.length,
    milliseconds: before.milliseconds + step.milliseconds,
  };
  return { ...view, companies: { ...view.companies, [arm]: after } };
}
