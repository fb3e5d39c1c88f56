import { adapterName } from '../results/adapter-name.ts';
import { counted, grouped, listed } from '../results/text.ts';
import type { Provenance } from '../studies/sweep/job.ts';
import type { StudyOutcome } from '../studies/sweep/outcome.ts';
import type { Study, StudyUnits } from '../studies/sweep/study-schema.ts';
import { CORRECTION_WORDS } from './study.ts';
import { measureWords, unitOf } from './study-figures.ts';
import { axisWords } from './study-selection.ts';

/** A line of a report: what it is about, and the words. */
export interface StudyFact {
  readonly name: string;
  readonly text: string;
}

/** Values of an axis or seeds that a line names. */
const MOST_LISTED = 12;

/** What was planned before anything ran. */
export function designFacts({ base, units, axes, seeds, measures, hypotheses, plan }: Study): StudyFact[] {
  const cells = axes.reduce((product, { values }) => product * values.length, 1);
  return [
    { name: 'Units', text: unitsWords(units) },
    ...axes.map(({ name, values }) => ({
      name: `Axis: ${axisWords(name)}`,
      text: listSome(values.map(({ label }) => label)),
    })),
    { name: 'Cells', text: grouped(cells) },
    { name: 'Arms', text: base.arms.map(({ name }) => name).join(', ') },
    ...(base.compare.length === 0
      ? []
      : [{ name: 'Compared', text: base.compare.map(([a, b]) => `${a} with ${b}`).join(', ') }]),
    { name: 'Seeds', text: `${grouped(seeds.length)}: ${listSome(seeds.map(String))}` },
    {
      name: 'Measures',
      text: measures.map((measure) => `${measureWords(measure)}${inUnit(unitOf(measure))}`).join(', '),
    },
    { name: 'Pairs a comparison', text: `${grouped(plan.n)} or more` },
    {
      name: 'Level',
      text: `alpha ${plan.alpha}, ${plan.correction === 'none' ? 'not corrected' : `corrected by ${CORRECTION_WORDS[plan.correction]} over ${counted(hypotheses.length, 'hypothesis', 'hypotheses')}`}`,
    },
    {
      name: 'Analyses planned',
      text:
        plan.looks === 1 ? 'one, at the end' : `${plan.looks} looks, alpha spent as O’Brien and Fleming do`,
    },
  ];
}

/** What ran: jobs, and whose figures they are. */
export function ranFacts({ study, strata, jobs, look }: StudyOutcome): StudyFact[] {
  const reruns =
    jobs.rerun === 0
      ? 'none was run twice'
      : `${counted(jobs.rerun, 'job')} run twice to compare bits, ${jobs.differing === 0 ? 'all the same' : `${grouped(jobs.differing)} of them different`}`;
  return [
    { name: 'Jobs', text: `${grouped(jobs.done)} of ${grouped(jobs.planned)}; ${reruns}` },
    ...(look
      ? [
          {
            name: 'Look',
            text: `${look.now} of ${look.of}, which may spend alpha ${Number(look.alpha.toPrecision(2))}`,
          },
        ]
      : []),
    ...strata.map((stratum, index) => ({
      name: strata.length === 1 ? 'Ran on' : `Stratum ${index + 1}`,
      text: provenanceWords(stratum),
    })),
    { name: 'Hash of the frozen plan', text: study },
  ];
}

function provenanceWords({ engine, adapter, models, rules, canary }: Provenance): string {
  const software = adapter.software ? ' (software)' : '';
  const names = models.map(({ name, hash }) => `${name} ${hash.slice(0, 'sha256:'.length + 12)}`);
  return `${engine} engine, ${adapterName(adapter)}${software}; ${counted(models.length, 'model')}: ${names.join(', ')}; rules ${rules.join(', ')}; canary ${canary}`;
}

function unitsWords(units: StudyUnits): string {
  if (units.kind === 'probes') return 'the experiment’s own probes';
  const count = units.kind === 'tasks' ? units.count : units.prompts.length;
  const what = units.kind === 'tasks' ? 'held-out task' : 'prompt';
  const many = count === null ? `all ${what}s of the model` : counted(count, what);
  const { size, noise } = units.company;
  const company = size === 0 ? 'alone' : `in company of ${size}, ${Math.round(100 * noise)} % of it noise`;
  return `${many}, ${company} unless an axis says otherwise; ${counted(units.perJob, 'unit')} to a job`;
}

function inUnit(unit: string): string {
  return unit === '' || unit === '%' ? '' : ` in ${unit}`;
}

function listSome(names: readonly string[]): string {
  return names.length <= MOST_LISTED
    ? listed(names)
    : `${names.slice(0, MOST_LISTED - 1).join(', ')} … ${names[names.length - 1]}`;
}

/** Whether an outcome has figures of a measure. */
export function measuresWithFigures({ cells, definition }: StudyOutcome): Study['measures'] {
  return definition.measures.filter((measure) => cells.some((cell) => cell.measure === measure));
}
