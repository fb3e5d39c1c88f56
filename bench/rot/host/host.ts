/** The page of `npm run bench:rot`: every release in turn on one adapter, with the same graph. */
import {
  ROT_ENGINES,
  type RotEngine,
  type RotReport,
  type RotRun,
} from '../../../src/audit/rot/rot-report.ts';
import type { BenchCase } from '../../../src/bench/bench-case.ts';
import { openCpuEngine } from '../../../src/engines/cpu/open-cpu.ts';
import { reportAdapter } from '../../../src/engines/webgpu/webgpu-engine.ts';
import { openBrowserGpu } from '../../../src/gpu/open-browser.ts';
import { httpModelFiles } from '../../../src/model/files-http.ts';
import { type LoadedModel, loadModel } from '../../../src/model/load.ts';
import { wholeLogits } from '../../../src/steps/step-output.ts';
import { type Answer, answersTo } from './answers.ts';
import type { ServedRelease } from './open-release.ts';
import { ReleaseRun, type RotJob } from './release-run.ts';
import { specFor } from './spec-for.ts';
import { timeInTurn } from './time-in-turn.ts';

export interface RotPlan {
  readonly model: string;
  readonly modelUrl: string;
  readonly releases: readonly ServedRelease[];
  readonly engines: readonly RotEngine[];
  readonly cases: readonly BenchCase[];
  readonly prompts: readonly { readonly id: string; readonly text: string }[];
  readonly newTokens: number;
  readonly repeats: number;
  readonly longest: number;
}

declare global {
  interface Window {
    startRot?: (plan: RotPlan) => Promise<RotReport>;
    /** The driver's. */
    tellRot?: (doing: string) => void;
  }
}

window.startRot = async (plan) => {
  const model = await loadModel(httpModelFiles(plan.modelUrl), plan.model);
  const prompts = plan.prompts.map(({ text }) => model.tokenizer.encode(text));
  const job: RotJob = { model: plan.model, modelUrl: plan.modelUrl, prompts, newTokens: plan.newTokens };
  tell('the reference, on the processor');
  const reference = await referenceAnswers(model, job);
  const runs: RotRun[] = [];
  for (const engine of ROT_ENGINES.filter((each) => plan.engines.includes(each)))
    runs.push(...(await runEngine(plan, job, engine, reference)));
  const { name, checkpoint } = model;
  return {
    version: 1,
    host: navigator.userAgent,
    adapter: reportAdapter(await openBrowserGpu()),
    model: { name, hash: checkpoint.hash, parameters: checkpoint.parameters },
    releases: plan.releases.map(({ version }) => version),
    prompts: plan.prompts.map(({ id }, i) => ({ id, length: prompts[i].length })),
    newTokens: plan.newTokens,
    runs,
  };
};

/** All releases on one engine: each answers, then those that can are timed in turn. */
async function runEngine(
  plan: RotPlan,
  job: RotJob,
  engine: RotEngine,
  reference: readonly Answer[],
): Promise<RotRun[]> {
  const releases = plan.releases.map((release) => new ReleaseRun(release, engine));
  for (const release of releases) {
    tell(`${release.name}: answering`);
    await release.answer(job, reference);
    if (release.problem !== null) tell(`${release.name}: cannot: ${release.problem}`);
  }
  const able = releases.filter(({ problem }) => problem === null);
  const times = able.length > 0 ? await timeInTurn(able, plan, tell) : new Map();
  const runs = releases.map((release) => release.run(times.get(release) ?? []));
  for (const release of releases) release.close();
  return runs;
}

/** By the lab's own engine, in f32. */
async function referenceAnswers(
  { checkpoint }: LoadedModel,
  { prompts, newTokens }: RotJob,
): Promise<Answer[]> {
  const engine = openCpuEngine();
  const loaded = engine.load(checkpoint);
  const found: Answer[] = [];
  for (const [i, prompt] of prompts.entries()) {
    const arm = await loaded.openArm(specFor([prompt], newTokens));
    const logitsOf = async (plan: Parameters<typeof arm.step>[0]) =>
      (await arm.step(plan)).samples.map(wholeLogits);
    found.push(...(await answersTo(logitsOf, [prompt], newTokens, `reference ${i}`)));
    arm.destroy();
  }
  engine.destroy();
  return found;
}

function tell(doing: string): void {
  window.tellRot?.(doing);
}
