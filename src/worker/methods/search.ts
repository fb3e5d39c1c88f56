import { posturesOf } from '../../lab/postures.ts';
import type { Posture } from '../../results/posture.ts';
import type { AdapterReport, EngineKind } from '../../steps/engine.ts';
import { type ForkReport, findForkingPrompt } from '../../studies/search/fork-search.ts';
import { armOf, type PairChoice } from '../../studies/search/pair.ts';
import { type Answer, ask, claimsOf, type Question } from '../../studies/search/question.ts';
import { certified } from '../certified.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone } from '../method.ts';
import type { CertifyingNews, ForkSearchNews, LoadingNews, SearchNews } from '../news.ts';
import type { RunRequest } from './run.ts';

export interface SearchRequest extends RunRequest {
  readonly question: Question;
}

/** Which pair is to fork, how many prompts may be tried, and in which company. */
export interface ForkSearchRequest extends RunRequest {
  readonly pair: PairChoice;
  readonly most: number;
  readonly round: number;
}

/** An answer, and what a reader must know beside it. */
export interface SearchResult {
  readonly answer: Answer;
  readonly engine: EngineKind;
  readonly adapter: AdapterReport;
  /** The certificate, a set that stood in for another. */
  readonly notes: readonly string[];
  /** Of the arms that the answer leans on. */
  readonly postures: readonly Posture[];
  readonly runs: number;
  readonly milliseconds: number;
}

export function searchMethods(lab: LabHost) {
  return {
    /** Answers a question about a pair with runs of its own; the latest run's results stay. Throws ExperimentError where it cannot be asked, ModelError, GpuError. */
    ask: alone((work: AloneWork<LoadingNews | CertifyingNews | SearchNews>, request: SearchRequest) =>
      search(lab, work, request),
    ),
    /** Looks for a prompt that forks in a pair; the latest run's results stay. Throws as `ask` does. */
    fork: alone(
      (work: AloneWork<LoadingNews | CertifyingNews | ForkSearchNews>, request: ForkSearchRequest) =>
        forkSearch(lab, work, request),
    ),
  };
}

async function forkSearch(
  lab: LabHost,
  work: AloneWork<LoadingNews | CertifyingNews | ForkSearchNews>,
  { experiment, pair, most, round, engine: kind, modelsUrl, certificates }: ForkSearchRequest,
): Promise<ForkReport> {
  const { signal, tell } = work;
  const { userAgent } = lab;
  const model = await lab.loadFor(modelsUrl, experiment, work);
  const { engine, gpu, own } = await lab.engines.open(kind, model, experiment.arms);
  // An arm may have some operations that claim invariance, and what stands in for them where they are lost runs here too.
  const arms = [pair.a, pair.b].map((name) => armOf(experiment, name));
  const claims = { ...experiment, arms };
  const options = { engine, gpu, own, model, experiment: claims, userAgent, certificates };
  const { invariantAs } = await certified(options, work);
  return findForkingPrompt({
    ...{ experiment, model, engine, pair, most, round, signal },
    ...(invariantAs === undefined ? {} : { invariantAs }),
    onProgress: (progress) => tell({ type: 'fork-search', ...progress }),
  });
}

async function search(
  lab: LabHost,
  work: AloneWork<LoadingNews | CertifyingNews | SearchNews>,
  { experiment, question, engine: kind, modelsUrl, certificates }: SearchRequest,
): Promise<SearchResult> {
  const { signal, tell } = work;
  const { userAgent } = lab;
  const model = await lab.loadFor(modelsUrl, experiment, work);
  const { engine, gpu, own } = await lab.engines.open(kind, model, experiment.arms);
  const start = performance.now();
  const claims = claimsOf(experiment, question);
  const tested = await certified(
    { engine, gpu, own, model, experiment: claims, userAgent, certificates },
    work,
  );
  const { notes = [], evidence, ...invariance } = tested;
  const setting = { experiment, model, engine, ...invariance };
  let runs = 0;
  const onProgress = (progress: Omit<SearchNews, 'type'>) => {
    runs = progress.runs + 1;
    tell({ type: 'search', ...progress });
  };
  const answer = await ask(question, { ...setting, signal, onProgress });
  return {
    answer,
    engine: engine.kind,
    adapter: engine.adapter,
    notes,
    postures: posturesOf({ ...setting, evidence }, claims.arms),
    runs,
    milliseconds: performance.now() - start,
  };
}
