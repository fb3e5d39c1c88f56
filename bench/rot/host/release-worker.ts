/** One release on one engine, in a worker of its own, as the lab runs engines: what it keeps for itself cannot reach another. */
import { expose } from 'comlink';
import type { RotEngine } from '../../../src/audit/rot/rot-report.ts';
import { type BenchCase, caseSpec, caseStep } from '../../../src/bench/bench-case.ts';
import type { OrtEngine } from '../../../src/engines/ort/ort-engine.ts';
import type { OrtArm } from '../../../src/engines/ort/ort-model.ts';
import { openBrowserGpu } from '../../../src/gpu/open-browser.ts';
import { httpModelFiles } from '../../../src/model/files-http.ts';
import { type LoadedModel, loadModel } from '../../../src/model/load.ts';
import type { ArmSpec } from '../../../src/steps/arm-spec.ts';
import { type Answer, answersTo } from './answers.ts';
import { openRelease, type ServedRelease } from './open-release.ts';
import { specFor } from './spec-for.ts';

type Prompts = readonly (readonly number[])[];

class ReleaseWorker {
  #ort: OrtEngine | null = null;
  #model: LoadedModel | null = null;
  #timed: { readonly arm: OrtArm; readonly step: ReturnType<typeof caseStep> } | null = null;

  /** Milliseconds from its script to a session that is ready. Throws what the release throws. */
  async open(release: ServedRelease, engine: RotEngine, model: string, modelUrl: string): Promise<number> {
    this.#model = await loadModel(httpModelFiles(modelUrl), model);
    const gpu = await openBrowserGpu();
    const begun = performance.now();
    this.#ort = await openRelease(release, engine, gpu);
    const arm = await this.#arm(specFor([[0]], 1));
    const milliseconds = performance.now() - begun;
    arm.destroy();
    return milliseconds;
  }

  /** Each prompt alone, then all in one batch. */
  async answer(prompts: Prompts, newTokens: number): Promise<{ alone: Answer[]; together: Answer[] }> {
    const alone: Answer[] = [];
    for (const [i, prompt] of prompts.entries())
      alone.push(...(await this.#inOneBatch([prompt], newTokens, `alone ${i}`)));
    return { alone, together: await this.#inOneBatch(prompts, newTokens, 'together') };
  }

  async openCase(benchCase: BenchCase): Promise<void> {
    this.#timed?.arm.destroy();
    const { vocabSize } = this.#loaded().checkpoint.config;
    const arm = await this.#arm(caseSpec(benchCase, 'pinned', 'f32'));
    this.#timed = { arm, step: caseStep(benchCase, vocabSize) };
  }

  /** The case's step, up to its logits. */
  async step(): Promise<void> {
    if (!this.#timed) throw new Error('expected an open case, found none');
    await this.#timed.arm.logits(this.#timed.step);
  }

  async #inOneBatch(prompts: Prompts, newTokens: number, name: string): Promise<Answer[]> {
    const arm = await this.#arm(specFor(prompts, newTokens));
    const found = await answersTo((plan) => arm.logits(plan), prompts, newTokens, name);
    arm.destroy();
    return found;
  }

  #arm(spec: ArmSpec): Promise<OrtArm> {
    if (!this.#ort) throw new Error('expected an open release, found none');
    return this.#ort.load(this.#loaded().checkpoint).openArm(spec);
  }

  #loaded(): LoadedModel {
    if (!this.#model) throw new Error('expected a model, found none');
    return this.#model;
  }
}

export type { ReleaseWorker };

expose(new ReleaseWorker());
