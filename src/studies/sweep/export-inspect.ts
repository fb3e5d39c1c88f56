import { strToU8, zipSync } from 'fflate';
import { adapterName } from '../../results/adapter-name.ts';
import { studyAtCell } from './at-cell.ts';
import { hashText } from './hash-text.ts';
import { inspectResults, scorerOf } from './inspect-results.ts';
import type { InspectLog, InspectSample } from './inspect-schema.ts';
import type { MergedStudy, Observation, Provenance } from './job.ts';
import type { Study } from './study-schema.ts';

const NO_TEXTS =
  'The study keeps what was measured of a unit, not its prompt nor its answer: inputs and outputs are empty, and an answer is known by the first 16 digits of SHA-256 over its tokens (metadata.completion).';

export interface InspectFile {
  /** `2026-11-29T15-20-00-00-00_study-share-100_1f…json`, by which Inspect's viewer finds logs. */
  readonly name: string;
  readonly log: InspectLog;
}

/** What a log is of: Inspect's unit is one model at one task. */
interface Group {
  readonly cell: readonly number[];
  readonly arm: string;
  readonly stratum: number;
  readonly seen: readonly (readonly [seed: number, job: string, observation: Observation])[];
}

/**
 * Results as logs of Inspect (UK AI Security Institute, inspect_ai; JSON, format version 2), one for each cell, arm and stratum: units
 * are samples, seeds epochs, measures scorers. Inspect's figures are as it would have computed them: the mean over units of their means
 * over epochs, and its standard error.
 * @param created when the study was merged, ISO 8601 with a zone; results have no times.
 */
export function studyInspectLogs(study: Study, merged: MergedStudy, created: string): readonly InspectFile[] {
  return groupsOf(merged).map((group) => {
    const log = logOf(study, merged, group, created);
    const time = created.replaceAll(/[:+.]/g, '-');
    return {
      name: `${time}_${log.eval.task.replaceAll(/[^A-Za-z0-9]+/g, '-')}_${log.eval.task_id}.json`,
      log,
    };
  });
}

/** The same as one ZIP archive: unpacked into a folder, it is one that Inspect's viewer opens. */
export function inspectArchive(study: Study, merged: MergedStudy, created: string): Uint8Array<ArrayBuffer> {
  const files = studyInspectLogs(study, merged, created);
  return new Uint8Array(
    zipSync(Object.fromEntries(files.map(({ name, log }) => [name, strToU8(JSON.stringify(log))]))),
  );
}

function groupsOf({ jobs }: MergedStudy): readonly Group[] {
  const groups = new Map<string, { group: Group; seen: Group['seen'][number][] }>();
  for (const { cell, seed, id, stratum, observations } of jobs)
    for (const observation of observations) {
      const key = JSON.stringify([cell, observation.arm, stratum]);
      const known = groups.get(key);
      const seen = known?.seen ?? [];
      seen.push([seed, id, observation]);
      if (!known) groups.set(key, { group: { cell, arm: observation.arm, stratum, seen }, seen });
    }
  return [...groups.values()].map(({ group }) => group);
}

function logOf(study: Study, merged: MergedStudy, group: Group, created: string): InspectLog {
  const labels = study.axes.map(({ name, values }, axis) => [name, values[group.cell[axis]].label] as const);
  const provenance = merged.strata[group.stratum];
  const model = modelOf(study, group, provenance);
  const samples = samplesOf(study, group, model);
  const id = hashText(
    JSON.stringify([merged.study, group.cell, group.arm, provenance.canary, group.stratum]),
  ).slice(0, 22);
  const unitIds = [...new Set(samples.map((sample) => String(sample.id)))];
  const epochs = new Set(samples.map(({ epoch }) => epoch)).size;
  return {
    version: 2,
    status: 'success',
    eval: {
      eval_id: id,
      run_id: merged.study.slice(0, 22),
      created,
      task: [study.id, ...labels.map(([name, label]) => `${name} ${label}`), group.arm].join(', '),
      task_id: id,
      task_version: 1,
      task_attribs: {},
      task_args: { ...Object.fromEntries(labels), arm: group.arm },
      tags: [study.id],
      dataset: { name: study.units.kind, samples: unitIds.length, sample_ids: unitIds, shuffled: false },
      model: `batchmates/${model}`,
      model_args: {},
      config: { epochs, epochs_reducer: ['mean'] },
      packages: {},
      metadata: {
        study: merged.study,
        question: study.question,
        texts: NO_TEXTS,
        engine: provenance.engine,
        adapter: adapterName(provenance.adapter),
        models: provenance.models.map(({ name, hash }) => ({ name, hash })),
        rules: [...provenance.rules],
      },
    },
    plan: { name: 'plan', steps: [{ solver: 'batchmates', params: { arm: group.arm } }], config: {} },
    results: inspectResults(study.measures, samples),
    // Not kept: an empty time is Inspect's own for one that is not known.
    stats: { started_at: '', completed_at: '', model_usage: {} },
    samples,
  };
}

/** A stratum may hold several models, where an axis is over them. */
function modelOf(study: Study, { cell }: Group, { models }: Provenance): string {
  return models.length === 1 ? models[0].name : studyAtCell(study, cell).base.model.name;
}

/** A sample a unit and seed; what it has in pairs with other arms is scored beside what it has alone. */
function samplesOf(study: Study, { seen }: Group, model: string): InspectSample[] {
  const epochs = new Map(study.seeds.map((seed, index) => [seed, index + 1]));
  const samples = new Map<string, InspectSample>();
  for (const [seed, job, observation] of seen) {
    const { unit, kind, against, values, completion } = observation;
    const key = JSON.stringify([unit, seed]);
    const sample = samples.get(key) ?? emptySample(unit, epochs.get(seed)!, model, { kind, seed, job });
    samples.set(key, sample);
    if (completion !== undefined) sample.metadata.completion = completion;
    for (const measure of study.measures) {
      const value = values[measure];
      if (typeof value !== 'number') continue;
      sample.scores[scorerOf(measure, against)] = {
        // Inspect's own words for right and wrong, which viewers colour and filter by.
        value: measure === 'pass' ? (value === 1 ? 'C' : 'I') : value,
        ...(measure === 'tokensToFork' &&
          observation.censored && { explanation: 'no fork up to the end of the answers' }),
      };
    }
  }
  return [...samples.values()];
}

function emptySample(
  id: string,
  epoch: number,
  model: string,
  metadata: InspectSample['metadata'],
): InspectSample {
  return {
    id,
    epoch,
    input: '',
    target: '',
    messages: [],
    output: { model, choices: [], completion: '' },
    scores: {},
    metadata,
    store: {},
    events: [],
    model_usage: {},
    attachments: {},
  };
}
