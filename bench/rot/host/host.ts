/** The page of `npm run bench:rot`: every release in turn on one device, with the same graph. */
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
import { loadModel } from '../../../src/model/load.ts';
import { wholeLogits } from '../../../src/steps/step-output.ts';
import { type Answer, answersTo } from './answers.ts';
import type { ServedRelease } from './open-release.ts';
import { OpenedRelease, type RotJob, specFor } from './opened-release.ts';
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
  const gpu = await openBrowserGpu();
  const model = await loadModel(httpModelFiles(plan.modelUrl), plan.model);
  const prompts = plan.prompts.map(({ text }) => model.tokenizer.encode(text));
  const job: RotJob = { gpu, model, prompts, newTokens: plan.newTokens };
  tell('the reference, on the processor');
  const reference = await referenceAnswers(job);
  const runs: RotRun[] = [];
  for (const engine of ROT_ENGINES.filter((each) => plan.engines.includes(each)))
    runs.push(...(await runEngine(plan, job, engine, reference)));
  return {
    version: 1,
    host: navigator.userAgent,
    adapter: reportAdapter(gpu),
    model: { name: model.name, hash: model.checkpoint.hash, parameters: model.checkpoint.parameters },
    releases: plan.releases.map(({ version }) => version),
    prompts: plan.prompts.map(({ id }, i) => ({ id, length: prompts[i].length })),
    newTokens: plan.newTokens,
    runs,
    notes: [],
  };
};

/** All releases on one engine: each answers, then those that can are timed in turn. */
async function runEngine(
  plan: RotPlan,
  job: RotJob,
  engine: RotEngine,
  reference: readonly Answer[],
): Promise<RotRun[]> {
  const opened: OpenedRelease[] = [];
  for (const release of plan.releases) {
    tell(`onnxruntime-web ${release.version}, ${engine}`);
    opened.push(await OpenedRelease.open(release, engine, job, reference));
  }
  const able = opened.filter(({ problem }) => problem === null);
  const times = await timeInTurn(able, job.model, plan, tell);
  const runs = opened.map((each) => each.run(times.get(each) ?? []));
  for (const each of opened) each.close();
  return runs;
}

async function referenceAnswers({ model, prompts, newTokens }: RotJob): Promise<Answer[]> {
  const engine = openCpuEngine();
  const loaded = engine.load(model.checkpoint);
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
