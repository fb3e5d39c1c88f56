import type { Experiment } from '../experiment/schema.ts';
import type { ArmRecord } from '../results/record.ts';
import type { Retention } from '../results/retention.ts';
import type { ArmRun } from './arm-run.ts';
import { type LabSetting, openArm } from './open-arm.ts';
import { resolveArm } from './resolve.ts';

/** An arm to run again, as it was recorded. */
export interface Replayed extends LabSetting {
  readonly experiment: Experiment;
  readonly recorded: ArmRecord;
}

/** What a request is fed instead of its own choices. */
export interface FedTokens {
  readonly request: string;
  readonly tokens: readonly number[];
}

/**
 * Opens an arm once more on the prompts that it had, every request fed what it chose then, so that each step holds the requests and
 * rows that it held then; but for the one in `fed`. Throws RangeError where the experiment has no such arm, and like `openArm`.
 */
export async function openReplay(
  { experiment, recorded, ...setting }: Replayed,
  retention: Retention,
  fed: FedTokens | null,
): Promise<ArmRun> {
  const arm = experiment.arms.find(({ name }) => name === recorded.name);
  if (!arm) throw new RangeError(`the experiment has no arm ${recorded.name}`);
  const forced = new Map(recorded.requests.map(({ id, tokens }) => [id, tokens]));
  if (fed) forced.set(fed.request, fed.tokens);
  const members = recorded.requests.map(({ id, promptTokens }) => ({
    request: experiment.requests.find((request) => request.id === id)!,
    promptTokens,
  }));
  const drafted = lengthsDrafted(recorded);
  const resolved = resolveArm(experiment, arm, members, setting.model.checkpoint);
  return await openArm(setting, resolved, { retention, forced, ...drafted });
}

/** Of an arm that learns its lengths, which would learn others another time. Throws RangeError where its steps were not kept. */
function lengthsDrafted({ name, steps, work, speculation }: ArmRecord) {
  if (!speculation || typeof speculation.k !== 'string') return {};
  if (steps.length < work.steps)
    throw new RangeError(
      `${name} learnt how many tokens to draft, and its steps were not kept to be run again`,
    );
  return {
    drafted: steps.map(({ slices }) => Math.max(0, ...slices.map((slice) => slice.drafted ?? 0))),
  };
}
