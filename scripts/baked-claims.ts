import { readFileSync } from 'node:fs';
import { openCpuEngine } from '../src/engines/cpu/open-cpu.ts';
import { parseExperiment } from '../src/experiment/schema.ts';
import { nodeModelFiles } from '../src/model/files.node.ts';
import { type LoadedModel, loadModel } from '../src/model/load.ts';
import { CLAIMS } from '../src/studies/claims/claims.ts';
import { RUN_IDS, type RunId } from '../src/studies/claims/evidence.ts';
import { measureShort } from '../src/studies/claims/measure-short.ts';
import type { Ran } from '../src/studies/claims/ran.ts';
import { runExperimentOf } from '../src/studies/claims/short-experiment.ts';

const preset = (id: string) =>
  parseExperiment(JSON.parse(readFileSync(new URL(`../experiments/${id}.json`, import.meta.url), 'utf8')));

/** Arms of a run that some claim is judged by; undefined: all. */
export function armsJudged(run: RunId): readonly string[] | undefined {
  if (run === 'viral-surge') return ['first come'];
  const asked = CLAIMS.flatMap(({ short }) =>
    short?.kind === 'run' && short.run === run ? [short.arms] : [],
  );
  return asked.some((arms) => arms === undefined) ? undefined : [...new Set(asked.flatMap((arms) => arms!))];
}

/** The runs that claims are judged by, on the CPU engine, whose bits and virtual times are the same wherever they are baked. */
export async function runsToBake(
  ids: readonly RunId[] = RUN_IDS,
  onRun: (id: RunId, milliseconds: number) => void = () => undefined,
): Promise<{ readonly model: Record<string, string>; readonly runs: Partial<Record<RunId, Ran>> }> {
  const models = new Map<string, LoadedModel>();
  const runs: Partial<Record<RunId, Ran>> = {};
  for (const run of ids) {
    const began = performance.now();
    const experiment = runExperimentOf(run, preset);
    const { name } = experiment.model;
    const model = models.get(name) ?? (await loadModel(nodeModelFiles(folderOf(name)), name));
    models.set(name, model);
    const arms = armsJudged(run);
    const form = { kind: 'run', run, ...(arms && { arms }) } as const;
    const evidence = await measureShort(form, { model, experiment, engine: openCpuEngine(), tasks: [] });
    runs[run] = evidence.runs[run]!;
    onRun(run, performance.now() - began);
  }
  const model = Object.fromEntries([...models].map(([name, { checkpoint }]) => [name, checkpoint.hash]));
  return { model, runs };
}

function folderOf(name: string): string {
  return new URL(`../public/models/${name}`, import.meta.url).pathname;
}
