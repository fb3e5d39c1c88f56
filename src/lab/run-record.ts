import { nameWarnings } from '../experiment/look-alikes.ts';
import type { Experiment } from '../experiment/schema.ts';
import { CASCADE } from '../numerics/cascade.ts';
import { OPERATIONS } from '../numerics/operations.ts';
import type { PortableVerdict } from '../numerics/portable/verdict.ts';
import { brokenPromises } from '../results/checks.ts';
import { forkTrees } from '../results/fork-tree.ts';
import { lostWords } from '../results/lost.ts';
import { mayCascade } from '../results/may-cascade.ts';
import type { OwnClaim } from '../results/own-claim.ts';
import { type Evidence, hasKernelSets } from '../results/posture.ts';
import type { ArmRecord, DiffRecord, RunRecord } from '../results/record.ts';
import { retentionNotes } from '../results/retention.ts';
import { ruleOf } from '../results/sets-text.ts';
import type { LabSetting } from './open-arm.ts';
import { posturesOf } from './postures.ts';
import { promptNotes } from './prompt-notes.ts';

/** What a record says beside what was run. */
export interface RecordSetting {
  /** What a reader of the record must know beside it. */
  readonly notes?: readonly string[];
  /** What its claims of invariance rest on. */
  readonly evidence?: Evidence | undefined;
  /** What was found of the kernels that are not the lab's. */
  readonly ownClaims?: readonly OwnClaim[];
  /** What the adapter's probe said of portable arithmetic; left out where no arm asks for it. */
  readonly portable?: PortableVerdict | null;
}

/** The record of a run whose arms have ended and were compared. */
export function runRecord(
  experiment: Experiment,
  arms: readonly ArmRecord[],
  diffs: readonly DiffRecord[],
  setting: LabSetting & RecordSetting,
): RunRecord {
  const { model, engine, notes = [] } = setting;
  const { hash, parameters } = model.checkpoint;
  const postures = posturesOf({ ...setting, experiment }, experiment.arms);
  return {
    lost: [...lostWords(postures), ...brokenPromises({ arms, diffs, engine: engine.kind })],
    experiment,
    model: { name: model.name, hash, parameters },
    engine: engine.kind,
    adapter: engine.adapter,
    planRules: [
      ...new Set(arms.flatMap((arm) => OPERATIONS.map((operation) => ruleOf(arm, operation)))),
      ...(hasKernelSets(engine.kind) && experiment.arms.some(mayCascade) ? [CASCADE] : []),
    ],
    notes: [
      ...notes,
      ...model.warnings,
      ...nameWarnings(experiment),
      ...promptNotes(experiment),
      ...retentionNotes(experiment, model.checkpoint.config.vocabSize),
    ],
    postures,
    ...(setting.ownClaims && setting.ownClaims.length > 0 && { ownClaims: setting.ownClaims }),
    arms,
    diffs,
    forkTrees: forkTrees(arms, (tokens) => model.tokenizer.decode(tokens)),
  };
}
