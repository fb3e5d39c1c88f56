import type { RotTimes } from '../../../src/audit/rot/rot-report.ts';
import { type BenchCase, caseName, caseStep } from '../../../src/bench/bench-case.ts';
import { measureInTurn } from '../../../src/bench/measure.ts';
import type { OrtArm } from '../../../src/engines/ort/ort-model.ts';
import type { LoadedModel } from '../../../src/model/load.ts';
import type { OpenedRelease } from './opened-release.ts';

/** Each case with the releases in turn within every repeat, so that what the machine did meanwhile hit them alike. */
export async function timeInTurn(
  releases: readonly OpenedRelease[],
  model: LoadedModel,
  plan: { readonly cases: readonly BenchCase[]; readonly repeats: number; readonly longest: number },
  tell: (doing: string) => void,
): Promise<ReadonlyMap<OpenedRelease, RotTimes[]>> {
  const found = new Map<OpenedRelease, RotTimes[]>(releases.map((release) => [release, []]));
  for (const benchCase of plan.cases) {
    const step = caseStep(benchCase, model.checkpoint.config.vocabSize);
    const arms: OrtArm[] = [];
    for (const release of releases) arms.push(await release.openCase(benchCase, model));
    const runners = arms.map((arm, i) => ({ name: releases[i].name, step: () => arm.logits(step) }));
    const samples = await measureInTurn(runners, {
      ...plan,
      onRound: (done, total) => tell(`${caseName(benchCase)}: round ${done} of ${total}`),
    });
    for (const release of releases)
      found.get(release)?.push({ case: benchCase, wall: samples.get(release.name)?.wall ?? [] });
    for (const arm of arms) arm.destroy();
  }
  return found;
}
