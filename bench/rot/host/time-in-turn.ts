import type { RotTimes } from '../../../src/audit/rot/rot-report.ts';
import { type BenchCase, caseName } from '../../../src/bench/bench-case.ts';
import { measureInTurn } from '../../../src/bench/measure.ts';
import type { ReleaseRun } from './release-run.ts';

/** Each case with the releases in turn within every repeat, so that what the machine did meanwhile hit them alike. */
export async function timeInTurn(
  releases: readonly ReleaseRun[],
  plan: { readonly cases: readonly BenchCase[]; readonly repeats: number; readonly longest: number },
  tell: (doing: string) => void,
): Promise<ReadonlyMap<ReleaseRun, RotTimes[]>> {
  const found = new Map<ReleaseRun, RotTimes[]>(releases.map((release) => [release, []]));
  for (const benchCase of plan.cases) {
    for (const release of releases) await release.openCase(benchCase);
    const samples = await measureInTurn(releases, {
      ...plan,
      onRound: (done, total) => tell(`${caseName(benchCase)}: round ${done} of ${total}`),
    });
    for (const release of releases)
      found.get(release)?.push({ case: benchCase, wall: samples.get(release.name)?.wall ?? [] });
  }
  return found;
}
