import { canonicalJson } from '../experiment/canonical.ts';
import { writtenArm } from '../experiment/expand-arms.ts';
import { CASCADE } from '../numerics/cascade.ts';
import { mayCascade } from './may-cascade.ts';
import { hasKernelSets } from './posture.ts';
import type { ArmRecord, RequestRecord, RunRecord } from './record.ts';
import type { RunBits } from './run-bits.ts';
import { settingsDifference } from './settings.ts';
import { listed } from './text.ts';

/** A run that is compared with another: its record, and what is known of its logits. */
export interface RunSide {
  readonly record: RunRecord;
  readonly bits: RunBits;
}

/**
 * What may be compared of two streams (NUMERICS §7), the most first. `bits`: one model, one prompt, one way of drawing and one plan for
 * each sum, so that equal bits are a claim and other bits are news. `tokens`: the same tokens mean the same, but the bits come of
 * other sums. `text`: tokens of two models are two alphabets. `nothing`: the prompts differ, so that these are answers to two questions.
 */
export type Comparable = 'bits' | 'tokens' | 'text' | 'nothing';

/** Why no more may be compared. */
export type Obstacle =
  | { readonly kind: 'prompt' | 'model' | 'decoding' }
  /** What the arms compute with, in words. */
  | { readonly kind: 'settings'; readonly words: string }
  /** Plan rules of another version, or kernels that no plan describes. */
  | { readonly kind: 'rules'; readonly a: string; readonly b: string };

/** A stream of one of the runs. */
export interface StreamOf {
  readonly side: RunSide;
  readonly arm: ArmRecord;
  readonly request: RequestRecord;
}

/** Every reason why two streams are no claim about the same bits, the weightiest first. */
export function obstaclesBetween(a: StreamOf, b: StreamOf): Obstacle[] {
  const obstacles: Obstacle[] = [];
  const [recordA, recordB] = [a.side.record, b.side.record];
  const sameModel = isSameModel(recordA, recordB);
  if (!isSamePrompt(a, b, sameModel)) obstacles.push({ kind: 'prompt' });
  if (!sameModel) obstacles.push({ kind: 'model' });
  const decoding = ({ experiment }: RunRecord) => canonicalJson(experiment.decoding);
  if (decoding(recordA) !== decoding(recordB)) obstacles.push({ kind: 'decoding' });
  const words = settingsDifference(a.arm, b.arm);
  if (words !== null) obstacles.push({ kind: 'settings', words });
  const [rulesA, rulesB] = [rulesOf(a), rulesOf(b)];
  if (words === null && rulesA !== rulesB) obstacles.push({ kind: 'rules', a: rulesA, b: rulesB });
  return obstacles;
}

export function comparableDespite(obstacles: readonly Obstacle[]): Comparable {
  const kinds = new Set(obstacles.map(({ kind }) => kind));
  if (kinds.has('prompt')) return 'nothing';
  if (kinds.has('model')) return 'text';
  return kinds.size > 0 ? 'tokens' : 'bits';
}

export function isSameModel(a: RunRecord, b: RunRecord): boolean {
  return a.model.hash === b.model.hash;
}

/** Token ids say it within one model; across two, what was written. */
function isSamePrompt(a: StreamOf, b: StreamOf, sameModel: boolean): boolean {
  if (sameModel) return canonicalJson(a.request.promptTokens) === canonicalJson(b.request.promptTokens);
  const asked = ({ side: { record }, request }: StreamOf) => {
    const written = record.experiment.requests.find(({ id }) => id === request.id);
    // Ids mean other tokens in another model, and noise is made of its tokens.
    if (written?.messages) return canonicalJson([written.messages, written.chat ?? {}]);
    return written?.prompt === undefined ? null : canonicalJson([written.prompt, written.bos]);
  };
  const [askedA, askedB] = [asked(a), asked(b)];
  return askedA !== null && askedA === askedB;
}

/**
 * Versions of the rules of the arm's sets, and of cascade attention with its thresholds where a step may come to it; of an engine that
 * has none, the engine itself.
 */
function rulesOf({ side: { record }, arm }: StreamOf): string {
  if (!hasKernelSets(record.engine)) return kernelsOf(record);
  const sets = new Set<string>(Object.values(arm.kernels));
  const rules = record.planRules.filter((rule) => sets.has(nameOf(rule))).toSorted();
  const written = writtenArm(record.experiment, arm.name);
  if (written && mayCascade(written)) {
    const { prefixTokens, requests } = written.serving!.cascade!;
    const version = record.planRules.find((rule) => nameOf(rule) === nameOf(CASCADE)) ?? CASCADE;
    rules.push(`${version} of ${prefixTokens} tokens or more that ${requests} requests share`);
  }
  return rules.join(', ');
}

/** `cascade` of `cascade@1`. */
function nameOf(rule: string): string {
  return rule.split('@')[0];
}

/** Whose kernels an arm runs that follow no plan of ours: another engine's, or a visitor's. */
export function unplannedOf({ side: { record }, arm }: StreamOf): string | null {
  if (!hasKernelSets(record.engine)) return kernelsOf(record);
  const own = Object.values(arm.own ?? {}).map(({ name }) => name);
  return own.length === 0 ? null : listed(own);
}

function kernelsOf({ engine }: RunRecord): string {
  return `${engine}’s own kernels`;
}
