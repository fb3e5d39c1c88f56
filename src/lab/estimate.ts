import { needsLoad } from '../experiment/needs-load.ts';
import type { Experiment, ExperimentArm } from '../experiment/schema.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { multiplyAdds, type Rows, rowsOf } from '../model/work.ts';
import { draftedTokens } from '../steps/acceptance.ts';
import { commit } from '../steps/commit.ts';
import { positionsFor } from '../steps/kv-blocks.ts';
import { createQueue, isDone } from '../steps/queue.ts';
import { schedule } from '../steps/scheduler.ts';
import { isSampled } from '../steps/step-plan.ts';
import { queuedRequests, type ResolvedArm, type ResolvedRequest, resolveArm } from './resolve.ts';

/** What a run will be, before it is run: its requests may end earlier, at a token that ends texts. */
export interface Estimate {
  /** Of all arms, companies times their count; null where there are too many to go through beforehand, or they follow from a clock. */
  readonly steps: number | null;
  readonly multiplyAdds: number;
  /** Of the arms that are open together. */
  readonly arms: readonly ResolvedArm[];
}

/** Tokens copied by a queue that is gone through beforehand: some 20 ms. */
const MOST_COPIED = 2e7;

/** Throws ExperimentError where an arm's pool cannot hold a member. */
export function estimateRun(
  experiment: Experiment,
  requests: readonly ResolvedRequest[],
  config: ModelConfig,
): Estimate {
  const byId = new Map(requests.map((resolved) => [resolved.request.id, resolved]));
  // Who comes by a clock never would here.
  const clocked = needsLoad(experiment) !== null;
  let copied = 0;
  let steps: number | null = 0;
  let total = 0;
  const arms = experiment.arms.flatMap((arm) => {
    // Of prompts that cannot be fed nothing is known.
    const members = membersOf(arm, byId);
    return members.length === 0 ? [] : [resolveArm(experiment, arm, members, { config })];
  });
  for (const resolved of arms) {
    const times = resolved.arm.companies?.count ?? 1;
    copied += copiedBy(resolved.members);
    const gone = clocked || copied > MOST_COPIED ? null : goThrough(resolved, config);
    steps = gone === null || steps === null ? null : steps + times * gone.steps;
    const rows = gone === null ? resolved.members.map((member) => wholeOf(member, config)) : [gone];
    total += times * rows.reduce((sum, each) => sum + multiplyAdds(config, each), 0);
  }
  const alone = arms.filter(({ arm }) => !arm.companies);
  // Companies run one after the other.
  const largest = arms
    .filter(({ arm }) => arm.companies)
    .toSorted(byBlocks)
    .slice(0, 1);
  return { steps, multiplyAdds: total, arms: alone.length > 0 ? alone : largest };
}

function membersOf(
  { requests }: ExperimentArm,
  byId: ReadonlyMap<string, ResolvedRequest>,
): ResolvedRequest[] {
  return requests.flatMap((id) => byId.get(id) ?? []);
}

function wholeOf({ request, promptTokens }: ResolvedRequest, config: ModelConfig): Rows {
  return rowsOf(config, 0, positionsFor(promptTokens.length, request.maxNewTokens), request.maxNewTokens);
}

/** A request's tokens are copied whenever it gets one more. */
function copiedBy(members: readonly ResolvedRequest[]): number {
  return members.reduce((sum, { request: { maxNewTokens }, promptTokens }) => {
    return sum + maxNewTokens * (promptTokens.length + maxNewTokens / 2);
  }, 0);
}

/** Every step of an arm as the scheduler will plan it, preemptions included, if no request ends early. */
function goThrough({ members, spec }: ResolvedArm, config: ModelConfig): Rows & { readonly steps: number } {
  let queue = createQueue(queuedRequests(members, [], spec.verify), spec.limits, spec.serving.memory);
  let [steps, rows, keys, windowKeys, sampled] = [0, 0, 0, 0, 0];
  for (; !isDone(queue); steps++) {
    const plan = schedule(queue, spec.limits, spec.serving, { step: steps, ms: 0 });
    for (const slice of plan.slices) {
      const { start, tokens } = slice;
      const fed = rowsOf(config, start, start + tokens.length, Number(isSampled(slice)));
      rows += fed.rows;
      keys += fed.keys;
      windowKeys += fed.windowKeys;
      sampled += fed.sampled;
    }
    const next = plan.slices.filter(isSampled).map((slice) => {
      const given = slice.drafted ? [...draftedTokens(slice), 0] : 0;
      return [slice.request, given] as const;
    });
    queue = commit(queue, plan, new Map(next));
  }
  return { steps, rows, keys, windowKeys, sampled };
}

function byBlocks(a: ResolvedArm, b: ResolvedArm): number {
  return b.spec.limits.blocks - a.spec.limits.blocks;
}
