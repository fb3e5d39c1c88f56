import type { RotEngine, RotRun, RotTimes } from '../../../src/audit/rot/rot-report.ts';
import { type BenchCase, caseSpec } from '../../../src/bench/bench-case.ts';
import type { OrtEngine } from '../../../src/engines/ort/ort-engine.ts';
import type { OrtArm } from '../../../src/engines/ort/ort-model.ts';
import type { Gpu } from '../../../src/gpu/device.ts';
import type { LoadedModel } from '../../../src/model/load.ts';
import type { ArmSpec } from '../../../src/steps/arm-spec.ts';
import { type Answer, answersTo, largestDistance, positionsFor } from './answers.ts';
import { openRelease, type ServedRelease } from './open-release.ts';

/** What every release is asked for. */
export interface RotJob {
  readonly gpu: Gpu;
  readonly model: LoadedModel;
  readonly prompts: readonly (readonly number[])[];
  readonly newTokens: number;
}

type Found = Pick<RotRun, 'problem' | 'open' | 'answers' | 'together'>;

/** A release on an engine after it has answered, or what kept it from it. */
export class OpenedRelease {
  readonly #release: ServedRelease;
  readonly #engine: RotEngine;
  readonly #found: Found;
  readonly #ort: OrtEngine | null;

  private constructor(release: ServedRelease, engine: RotEngine, found: Found, ort: OrtEngine | null) {
    this.#release = release;
    this.#engine = engine;
    this.#found = found;
    this.#ort = ort;
  }

  /** Throws nothing of the release's own: what it said becomes its `problem`. */
  static async open(
    release: ServedRelease,
    engine: RotEngine,
    job: RotJob,
    reference: readonly Answer[],
  ): Promise<OpenedRelease> {
    let ort: OrtEngine | null = null;
    try {
      const begun = performance.now();
      ort = await openRelease(release, engine, job.gpu);
      const first = await openArm(ort, job.model, specFor([job.prompts[0]], 1));
      const open = performance.now() - begun;
      first.destroy();
      const found = { problem: null, open, ...(await answersOf(ort, job, reference)) };
      return new OpenedRelease(release, engine, found, ort);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      ort?.destroy();
      return new OpenedRelease(release, engine, { problem, open: null, answers: [], together: [] }, null);
    }
  }

  get problem(): string | null {
    return this.#found.problem;
  }

  get name(): string {
    return `${this.#release.version} ${this.#engine}`;
  }

  /** An arm of a case; its caller destroys it. */
  async openCase(benchCase: BenchCase, model: LoadedModel): Promise<OrtArm> {
    if (!this.#ort) throw new Error(`${this.name} is not open: ${this.problem}`);
    return await openArm(this.#ort, model, caseSpec(benchCase, 'pinned', 'f32'));
  }

  run(times: readonly RotTimes[]): RotRun {
    const { version } = this.#release;
    return { release: version, engine: this.#engine, ...this.#found, download: null, times };
  }

  close(): void {
    this.#ort?.destroy();
  }
}

async function answersOf(
  ort: OrtEngine,
  job: RotJob,
  reference: readonly Answer[],
): Promise<Pick<Found, 'answers' | 'together'>> {
  const { model, prompts, newTokens } = job;
  const inOneBatch = async (batch: readonly (readonly number[])[], name: string) => {
    const arm = await openArm(ort, model, specFor(batch, newTokens));
    const found = await answersTo((plan) => arm.logits(plan), batch, newTokens, name);
    arm.destroy();
    return found;
  };
  const alone: Answer[] = [];
  for (const [i, prompt] of prompts.entries()) alone.push(...(await inOneBatch([prompt], `alone ${i}`)));
  const together = await inOneBatch(prompts, 'together');
  return {
    answers: alone.map(({ tokens, fingerprint, first }, i) => ({
      ...{ tokens, fingerprint },
      distance: largestDistance(first, reference[i].first),
      asReference: tokens.join() === reference[i].tokens.join(),
    })),
    together: together.map(({ fingerprint }) => fingerprint),
  };
}

async function openArm(ort: OrtEngine, { checkpoint }: LoadedModel, spec: ArmSpec): Promise<OrtArm> {
  return await ort.load(checkpoint).openArm(spec);
}

/** An arm with room for these prompts and their answers, which brings every row's logits back. */
export function specFor(prompts: readonly (readonly number[])[], newTokens: number): ArmSpec {
  const positions = positionsFor(prompts, newTokens);
  const benchCase = { phase: 'prefill', batch: prompts.length, positions } as const;
  const { logits: _, ...spec } = caseSpec(benchCase, 'pinned', 'f32');
  return { ...spec, name: `${prompts.length} prompts` };
}
