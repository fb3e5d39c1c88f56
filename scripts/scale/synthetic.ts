import { readFileSync } from 'node:fs';
import type { StudyFolder } from '../../src/cli/sweep/study-folder.ts';
import type { Unit } from '../../src/studies/sweep/experiment-of.ts';
import { unitsOf } from '../../src/studies/sweep/experiment-of.ts';
import { hashText } from '../../src/studies/sweep/hash-text.ts';
import type { Job, JobResult, Observation, Provenance } from '../../src/studies/sweep/job.ts';
import { parseStudy } from '../../src/studies/sweep/read-study.ts';
import type { Study } from '../../src/studies/sweep/study-schema.ts';

/** The first of the studies that ship: 75 cells, and ten blocks of 50 tasks for each seed. */
const STUDY_1 = 'studies/noise-precision-speculation.json';
/** Jobs that study 1 has for each seed. */
export const JOBS_A_SEED = 750;

/** Study 1 under so many seeds. */
export function studyOf(seeds: number): Study {
  const study = JSON.parse(readFileSync(STUDY_1, 'utf8'));
  return parseStudy({ ...study, seeds: Array.from({ length: seeds }, (_, seed) => seed) });
}

const PROVENANCE: Omit<Provenance, 'models' | 'rules'> = {
  engine: 'webgpu',
  adapter: {
    ...{ vendor: 'nvidia', architecture: 'hopper', device: '0x2335', description: 'NVIDIA H200' },
    software: false,
  },
  canary: hashText('canary').slice(0, 32),
};

/** Results that jobs of study 1 could have: their fields, kinds and lengths of values, and no run. */
export function syntheticResults({
  study,
  hash,
  tasks,
}: Pick<StudyFolder, 'study' | 'hash' | 'tasks'>): (job: Job) => JobResult {
  const units = unitsOf(study, tasks);
  return (job) => ({
    ...{ version: 1, study: hash, job, milliseconds: 12_345 },
    provenance: {
      ...PROVENANCE,
      models: [{ name: 'nano', hash: `sha256:${hashText('model')}` }],
      rules: ['variant@1'],
    },
    observations: units.slice(job.from, job.to).map((unit, place) => observed(unit, job, place)),
    fingerprint: hashText(job.id),
  });
}

function observed(unit: Unit, job: Job, place: number): Observation {
  const draw = (job.index * 31 + place * 17) % 97;
  const length = 1 + (draw % (unit.asked?.maxNewTokens ?? 1));
  return {
    ...{ unit: unit.id, kind: unit.kind, arm: 'served', against: null },
    values: { pass: draw % 3 === 0 ? 0 : 1, length, loops: draw % 50 === 0 ? 1 : 0 },
    completion: hashText(`${job.cell.join()} ${unit.id} ${draw}`).slice(0, 16),
  };
}
