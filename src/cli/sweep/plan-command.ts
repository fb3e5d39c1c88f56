import { counted, grouped } from '../../results/text.ts';
import { cellCount } from '../../studies/sweep/jobs.ts';
import {
  DISCORDANCES,
  MOST_PAIRS,
  POWER,
  type PowerAt,
  plannedPower,
} from '../../studies/sweep/plan-power.ts';
import type { Study } from '../../studies/sweep/study-schema.ts';
import { print } from '../terminal.ts';
import { parseCommand, shownPath, UsageError } from '../usage.ts';
import { planInto, type StudyFolder } from './study-folder.ts';
import { readStudy } from './study-text.ts';

/** `lab sweep plan STUDY --out DIR` */
export async function planCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { out: { type: 'string' } }, ['a study file or link']);
  if (values.out === undefined) throw new UsageError('--out: expected a folder, found none');
  const folder = await planInto(values.out, await readStudy(positionals[0]));
  print(planLines(folder));
  return 0;
}

function planLines({ path, study, hash, units, jobs }: StudyFolder): string[] {
  const { title, question, axes, seeds, hypotheses, plan } = study;
  return [
    ...[title, question, ''],
    `frozen as ${hash}`,
    ...axes.map(({ name, values }) => `  ${name}: ${values.map(({ label }) => label).join(', ')}`),
    `${counted(cellCount(study), 'cell')} x ${counted(seeds.length, 'seed')} x ${counted(units, 'unit')} of ${study.units.kind}: ${counted(jobs.length, 'job')}`,
    `${counted(hypotheses.length, 'hypothesis', 'hypotheses')} at alpha ${plan.alpha}, correction ${plan.correction}, ${counted(plan.looks, 'look')}`,
    ...powerLines(study),
    `lab sweep run ${shownPath(path)} runs it`,
  ];
}

/** What the planned pairs can tell. */
function powerLines(study: Study): string[] {
  const powers = plannedPower(study);
  if (powers.length === 0) return [];
  const shares = DISCORDANCES.map((share) => `${100 * share} %`);
  return [
    `power at ${counted(study.plan.n, 'pair')} where ${shares.join(' | ')} of them differ, and about how many pairs ${100 * POWER} % would take:`,
    ...powers.map(({ hypothesis: { id, kind, smallest }, powers }) => {
      const figures = powers.map(powerWords);
      return `  ${id}, ${kind}, ${100 * smallest} points: ${figures.join(' | ')}`;
    }),
  ];
}

function powerWords(at: PowerAt | null): string {
  if (at === null) return 'no such effect';
  const pairs = at.needed === null ? `more than ${grouped(MOST_PAIRS)}` : grouped(at.needed);
  return `${at.power.toFixed(2)}, ${pairs}`;
}
