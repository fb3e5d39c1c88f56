import { canonicalJson } from '../../experiment/canonical.ts';
import type { LoadedModel } from '../../model/load.ts';
import { CASCADE } from '../../numerics/cascade.ts';
import { OPERATIONS } from '../../numerics/operations.ts';
import { mayCascade } from '../../results/may-cascade.ts';
import { hasKernelSets } from '../../results/posture.ts';
import { ruleOf } from '../../results/sets-text.ts';
import { type StudyAtCell, studyAtCell } from './at-cell.ts';
import type { Canary } from './canary.ts';
import type { Job, Provenance } from './job.ts';
import type { Study } from './study-schema.ts';

/** Whose figures a job's are. */
export function provenanceOf(study: Study, job: Job, model: LoadedModel, canary: Canary): Provenance {
  const { name, checkpoint } = model;
  return {
    ...canary,
    models: [{ name, hash: checkpoint.hash }],
    rules: rulesOf(studyAtCell(study, job.cell), canary),
  };
}

/** Rules that a cell runs, with their present versions, sorted; none of an engine whose kernels follow no plans of ours. */
export function rulesOf({ base }: StudyAtCell, { engine }: Canary): string[] {
  if (!hasKernelSets(engine)) return [];
  const rules = base.arms.flatMap((arm) => [
    ...OPERATIONS.map((operation) => ruleOf(arm, operation)),
    ...(mayCascade(arm) ? [CASCADE] : []),
  ]);
  return [...new Set(rules)].toSorted();
}

/** Results of one device, of the same weights under each model's name and of one version of each rule; their models and rules together. Null where they are not. */
export function joined(a: Provenance, b: Provenance): Provenance | null {
  const { models: ofA, rules: _, ...deviceA } = a;
  const { models: ofB, rules: __, ...deviceB } = b;
  if (canonicalJson(deviceA) !== canonicalJson(deviceB)) return null;
  const models = union(
    ofA,
    ofB,
    ({ name }) => name,
    ({ hash }) => hash,
  );
  const rules = union(a.rules, b.rules, ruleName, (rule) => rule);
  return models && rules && { ...a, models, rules };
}

/** Sorted by key; null where one key stands for two things. */
function union<Each>(
  a: readonly Each[],
  b: readonly Each[],
  keyOf: (each: Each) => string,
  textOf: (each: Each) => string,
): Each[] | null {
  const byKey = new Map(a.map((each) => [keyOf(each), each]));
  for (const each of b) {
    const known = byKey.get(keyOf(each));
    if (known !== undefined && textOf(known) !== textOf(each)) return null;
    byKey.set(keyOf(each), each);
  }
  return [...byKey].toSorted(([x], [y]) => (x < y ? -1 : 1)).map(([, each]) => each);
}

/** `variant` of `variant@1`. */
function ruleName(rule: string): string {
  return rule.slice(0, rule.lastIndexOf('@'));
}

/** What parts two provenances, in words. */
export function differenceWords(a: Provenance, b: Provenance): string {
  const fields = ['engine', 'adapter', 'canary', 'models', 'rules'] as const;
  return fields
    .filter((field) => canonicalJson(a[field]) !== canonicalJson(b[field]))
    .map((field) => `${field} ${shown(a[field])} and ${shown(b[field])}`)
    .join('; ');
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
