import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { adapterName } from '../../../results/adapter-name.ts';
import type { EngineKind } from '../../../steps/engine.ts';
import type {
  BenchForm,
  Claim,
  Document,
  RunForm,
  ShortForm,
  StudyForm,
  Verdict,
} from '../../../studies/claims/claim.ts';
import { type Evidence, NO_EVIDENCE } from '../../../studies/claims/evidence.ts';
import { readEvidence } from '../../../studies/claims/read-evidence.ts';
import { shortBench } from '../../../studies/claims/short-bench.ts';
import { runExperimentOf } from '../../../studies/claims/short-experiment.ts';
import type { StudyOutcome } from '../../../studies/sweep/outcome.ts';
import type { ShortNews } from '../../../worker/methods/claims.ts';
import type { Outcome } from '../../../worker/outcome.ts';
import { stageWords } from '../../kit/stage-words.ts';
import { labClient } from '../../state/client.ts';
import { auditUrl, exampleFileUrl, modelsUrl, studyOutcomeUrl } from '../../state/data-addresses.ts';
import { keptCertificates } from '../../state/kept-certificates.ts';
import { labStore } from '../../state/lab-store.ts';
import { loadExperiments } from '../../state/load-experiments.ts';
import { IDLE, isUnderWay, type Task, task } from '../../state/task.ts';

/** Where a short form stands. */
interface ShortStage {
  readonly words: string;
  readonly done: number;
  readonly total: number | null;
}

/** What a short form found on this device, and where. */
export interface FoundHere {
  readonly evidence: Evidence;
  readonly engine: EngineKind;
  readonly adapter: string;
}

interface ClaimsState {
  /** What ships with the page; null until it has come. */
  readonly shipped: Evidence | null;
  /** By claim. */
  readonly here: Readonly<Record<string, FoundHere>>;
  /** The claim whose short form runs, or ran last. */
  readonly running: string | null;
  readonly work: Task<ShortStage, FoundHere>;
  readonly verdict: Verdict | 'all';
  readonly document: Document | 'all';
}

export const claimsStore = createStore<ClaimsState>()(() => ({
  ...{ shipped: null, here: {}, running: null, work: IDLE },
  ...{ verdict: 'all', document: 'all' },
}));
const { getState, setState } = claimsStore;

export function useClaims<Slice>(select: (state: ClaimsState) => Slice): Slice {
  return useStore(claimsStore, select);
}

/** What ships; a file that is not there leaves its claims unmeasured, which is true. One that could not be read is asked for again by the next visit. */
export async function loadShipped(signal: AbortSignal): Promise<void> {
  if (getState().shipped?.damaged.length === 0) return;
  const shipped = await readEvidence(async (path) => {
    const response = await fetch(shippedUrl(path), { signal });
    // A host may answer what is not there with a page.
    return response.ok && response.headers.get('content-type')?.includes('json') ? response.json() : null;
  });
  if (!signal.aborted) setState({ shipped });
}

function shippedUrl(path: string): string {
  const [folder, ...rest] = path.split('/');
  const file = rest.join('/');
  if (folder === 'examples') return exampleFileUrl(file);
  const name = file.replace(/\.json$/, '');
  return folder === 'audit' ? auditUrl(name) : studyOutcomeUrl(name);
}

export function showVerdict(verdict: ClaimsState['verdict']): void {
  setState({ verdict });
}

export function showDocument(document: ClaimsState['document']): void {
  setState({ document });
}

const measuring = task<ShortStage, FoundHere>(
  (work) => setState({ work }),
  () => void labClient.turns.cancel(),
);

export const stopShort = measuring.cancel;

/** Runs a claim's short form on the chosen engine; nothing where another one is under way. */
export async function runShort({ id, short: form }: Claim): Promise<void> {
  if (!form || isUnderWay(getState().work)) return;
  setState({ running: id });
  await measuring.start(
    { words: 'Loading the model', done: 0, total: null },
    async ({ report, isCurrent }) => {
      const hear = (events: readonly ShortNews[]) => {
        if (isCurrent()) for (const news of events) report(stageOf(news));
      };
      const outcome = await foundBy(form, hear, (stage) => isCurrent() && report(stage));
      if (outcome.ok && isCurrent()) setState(({ here }) => ({ here: { ...here, [id]: outcome.value } }));
      return outcome;
    },
  );
}

type Hear = (events: readonly ShortNews[]) => void;

function foundBy(
  form: ShortForm,
  hear: Hear,
  report: (stage: ShortStage) => void,
): Promise<Outcome<FoundHere>> {
  if (form.kind === 'study') return studied(form, hear);
  return form.kind === 'bench' ? benched(form, report) : measured(form, hear);
}

/** Kernels in turn, on a device of their own. */
async function benched(form: BenchForm, report: (stage: ShortStage) => void): Promise<Outcome<FoundHere>> {
  const outcome = await labClient.bench.run({ ...shortBench(form), modelsUrl: modelsUrl() }, (events) => {
    const last = events.at(-1);
    if (last) report({ words: last.doing, done: last.done, total: last.total });
  });
  if (!outcome.ok) return outcome;
  const bench = outcome.value;
  const adapter = adapterName(bench.adapter);
  return { ok: true, value: { evidence: { ...NO_EVIDENCE, bench }, engine: 'webgpu', adapter } };
}

async function measured(form: RunForm, hear: Hear): Promise<Outcome<FoundHere>> {
  const { engine, experiments } = labStore.getState();
  const presets = [...experiments, ...loadExperiments];
  const presetOf = (preset: string) => presets.find((each) => each.id === preset && !each.opened)?.experiment;
  const experiment = form.kind === 'run' ? runExperimentOf(form.run, presetOf) : null;
  const request = { form, experiment, engine, modelsUrl: modelsUrl(), certificates: keptCertificates() };
  const outcome = await labClient.claims.measure(request, hear);
  if (!outcome.ok) return outcome;
  const { evidence, ...where } = outcome.value;
  return { ok: true, value: { ...where, evidence: { ...NO_EVIDENCE, ...evidence } } };
}

/** The study as it ships with its outcome, cut short. */
async function studied({ study, hypotheses }: StudyForm, hear: Hear): Promise<Outcome<FoundHere>> {
  const { engine } = labStore.getState();
  const text = JSON.stringify(getState().shipped?.studies[study]?.definition);
  const outcome = await labClient.claims.study({ text, hypotheses, engine, modelsUrl: modelsUrl() }, hear);
  if (!outcome.ok) return outcome;
  const { outcome: found, ...where } = outcome.value;
  const evidence = { ...NO_EVIDENCE, studies: { [study]: JSON.parse(found) as StudyOutcome } };
  return { ok: true, value: { ...where, evidence } };
}

function stageOf(news: ShortNews): ShortStage {
  if (news.type !== 'short') return { words: stageWords(news), done: 0, total: null };
  return { words: `${news.done} of ${news.total} done`, done: news.done, total: news.total };
}
