import { posturesOf } from '../lab/postures.ts';
import type { LoadedModel } from '../model/load.ts';
import { certifyRun } from '../studies/certificate/session.ts';
import { ask, claimsOf } from '../studies/search/question.ts';
import type { HostedEngine } from './engine-host.ts';
import type { RunNews } from './protocol.ts';
import type { SearchRequest, SearchResult } from './search-protocol.ts';

interface SearchSetting extends HostedEngine {
  readonly model: LoadedModel;
  readonly userAgent: string;
  readonly signal: AbortSignal;
  readonly tell: (news: RunNews) => void;
}

/** Answers a question about a pair with runs of its own; the latest run's results stay as they are. */
export async function search(
  { experiment, question, certificates }: SearchRequest,
  { model, engine, gpu, userAgent, signal, tell }: SearchSetting,
): Promise<SearchResult> {
  const start = performance.now();
  const claims = claimsOf(experiment, question);
  const stored = (key: string) => Promise.resolve(certificates.find((one) => one.key === key) ?? null);
  const onCase = (_: unknown, done: number) => tell({ type: 'certifying', done });
  const certified = await certifyRun({
    engine,
    gpu,
    model,
    experiment: claims,
    userAgent,
    stored,
    signal,
    onCase,
  });
  const { notes = [], evidence, ...invariance } = certified;
  let runs = 0;
  const answer = await ask(question, {
    experiment,
    model,
    engine,
    signal,
    ...invariance,
    onProgress: (progress) => {
      runs = progress.runs + 1;
      tell({ type: 'search', ...progress });
    },
  });
  return {
    answer,
    engine: engine.kind,
    adapter: engine.adapter,
    notes,
    postures: posturesOf({ experiment, model, engine, evidence, ...invariance }, claims.arms),
    runs,
    milliseconds: performance.now() - start,
  };
}
