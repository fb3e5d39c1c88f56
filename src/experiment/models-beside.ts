import type { Experiment } from './schema.ts';

/** Names of the models that arms run, or judge prompts by, beside the experiment's own; each once. */
export function modelsBeside({ arms, model }: Pick<Experiment, 'arms' | 'model'>): string[] {
  const names = arms.flatMap(({ serving }) => {
    const by = serving?.route?.by;
    const judge = by?.kind === 'quality' ? by.perplexity?.model : undefined;
    return [serving?.route?.to.model, judge, serving?.faults?.misrouted.to.model];
  });
  return [...new Set(names)].flatMap((name) => (name === undefined || name === model.name ? [] : [name]));
}
