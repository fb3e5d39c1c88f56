import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Crowd } from '../experiment/crowd.ts';
import { crowdSchema } from '../experiment/crowd-schema.ts';
import { MOST_MILLISECONDS } from '../experiment/field-schemas.ts';
import { DEFAULT_PRECISION } from '../experiment/precision-schema.ts';
import { type Experiment, type ExperimentArm, parseExperiment } from '../experiment/schema.ts';
import { TraceError } from '../experiment/traffic/traces/lines.ts';
import { readTrace, replaying } from '../experiment/traffic/traces/read-trace.ts';
import { EVERY_POSITION, type ShadowRate } from '../lab/load/shadows.ts';
import { SAMPLERS } from '../numerics/top-sampler.ts';
import type { ServiceLimits } from '../results/load/load-record.ts';
import { DEFAULT_SERVING, type Effort, POLICY_KINDS, type Policy } from '../steps/serving.ts';
import { draftAsked, verifyAsked } from './draft-options.ts';
import { withWidths } from './dynamic-options.ts';
import { readFault } from './input.ts';
import { withReplicas } from './route-options.ts';
import { note } from './terminal.ts';
import { decimalNumber, isCoded, oneOf, shownPath, UsageError, wholeNumber } from './usage.ts';

/** What `--policy` may be. */
export const POLICY_WORDS = 'fcfs, static:BATCH, prefill-first, chunked:TOKENS, tiers or shortest';

interface Asked {
  readonly policy?: readonly string[] | undefined;
  readonly 'precision-policy'?: string | undefined;
  readonly sampler?: string | undefined;
  readonly effort?: string | undefined;
  readonly route?: string | undefined;
  readonly misrouted?: string | undefined;
  readonly capacity?: string | undefined;
  readonly dynamic?: string | undefined;
  readonly clock?: string | undefined;
  readonly trace?: string | undefined;
  readonly goodput?: readonly string[] | undefined;
  readonly draft?: string | undefined;
  readonly speculate?: string | undefined;
  readonly verify?: string | undefined;
}

export async function withOptions(asRead: Experiment, asked: Asked): Promise<Experiment> {
  const drafting = draftAsked(asked);
  const changes = { ...(drafting && { speculation: drafting.speculation }), ...verifyAsked(asked) };
  const experiment = { ...asRead, arms: asRead.arms.map((arm) => ({ ...arm, ...changes })) };
  const policies = (asked.policy ?? []).map(policyOf);
  const again = policies.find(({ word }, at) => policies.findIndex((other) => other.word === word) < at);
  if (again) throw new UsageError(`--policy: expected each once, found "${again.word}" again`);
  const drawn = withReplicas(withEffort(drawnBy(experiment, asked.sampler), asked.effort), asked);
  const clock = clockOf(experiment, asked.clock);
  const limits = goodputLimits(asked.goodput) ?? experiment.limits;
  const crowd =
    asked.trace === undefined ? experiment.crowd : await tracedCrowd(experiment.crowd, asked.trace);
  // Checked once more: a budget may not be larger than an arm's steps.
  return parseExperiment({
    ...experiment,
    version: 3,
    ...(clock && { clock }),
    ...(limits && { limits }),
    ...(crowd && { crowd }),
    arms: servedBy(drawn, policies).map((arm) =>
      withWidths(withCapacity(withPrecision(arm, asked['precision-policy']), asked.capacity), asked.dynamic),
    ),
    ...(policies.length > 1 && { compare: [] }),
  });
}

function clockOf({ clock }: Experiment, word: string | undefined): Experiment['clock'] {
  if (word === undefined) return clock;
  const kind = oneOf('clock', word, ['virtual', 'real'] as const);
  return clock?.kind === kind ? clock : { kind, speed: clock?.speed ?? 1 };
}

/** Every arm with the sampler, where one is asked for. Throws UsageError where there is nothing to draw. */
function drawnBy({ arms, decoding }: Experiment, word: string | undefined): Experiment['arms'] {
  if (word === undefined) return arms;
  const sampler = oneOf('sampler', word, SAMPLERS);
  if (decoding.temperature === 0)
    throw new UsageError('--sampler: expected an experiment with a temperature above 0, found a greedy one');
  return arms.map((arm) => ({ ...arm, sampler }));
}

/** Every arm with answers that shrink so, or with `none` that do not. Throws UsageError. */
function withEffort(arms: Experiment['arms'], word: string | undefined): Experiment['arms'] {
  if (word === undefined) return arms;
  const effort = word === 'none' ? undefined : effortOf(word);
  return arms.map((arm) => {
    const { effort: _, ...serving } = arm.serving ?? DEFAULT_SERVING;
    return { ...arm, serving: { ...serving, ...(effort && { effort }) } };
  });
}

/** Of `FROM:TO:LEAST`. Throws UsageError. */
export function effortOf(word: string): Effort {
  const parts = word.split(':');
  if (parts.length !== 3)
    throw new UsageError(`--effort: expected FROM:TO:LEAST, as in 4:16:32, or none, found "${word}"`);
  const [from, to, least] = parts.map((part, i) => wholeNumber('effort', part, i === 0 ? 0 : 1));
  if (to <= from) throw new UsageError(`--effort: expected TO above FROM's ${from}, found "${word}"`);
  return { from, to, least };
}

/** Every arm under each policy; of several an arm is named by its policy too. */
function servedBy(
  arms: Experiment['arms'],
  policies: readonly { word: string; policy: Policy }[],
): Experiment['arms'] {
  if (policies.length === 0) return arms;
  return arms.flatMap((arm) =>
    policies.map(({ word, policy }) => ({
      ...arm,
      serving: { ...(arm.serving ?? DEFAULT_SERVING), policy },
      name: policies.length === 1 ? arm.name : arms.length === 1 ? word : `${arm.name} ${word}`,
    })),
  );
}

/** `q8`, or `q8:0.9:0.5` with the shares of the pool from which layers are lowered and down to which they are raised. */
function withPrecision(arm: ExperimentArm, word: string | undefined): ExperimentArm {
  if (word === undefined) return arm;
  const { precision: before, ...serving } = arm.serving ?? DEFAULT_SERVING;
  if (word === 'off') return { ...arm, serving };
  const [name, ...shares] = word.split(':');
  const to = oneOf('precision-policy', name, ['q8', 'q4', 'off'] as const);
  if (to === 'off' || shares.length > 2)
    throw new UsageError(`--precision-policy: expected q8 or q4, or q8:LOWER:RAISE, or off, found "${word}"`);
  const numbers = shares.map((share, i) =>
    decimalNumber(`precision-policy ${i === 0 ? 'LOWER' : 'RAISE'}`, share),
  );
  const kept = { ...DEFAULT_PRECISION, ...before };
  const [lowerAt = kept.lowerAt, raiseAt = kept.raiseAt] = numbers;
  return { ...arm, serving: { ...serving, precision: { ...kept, to, lowerAt, raiseAt } } };
}

function withCapacity(arm: ExperimentArm, text: string | undefined): ExperimentArm {
  return text === undefined ? arm : { ...arm, experts: { capacity: decimalNumber('capacity', text) } };
}

function policyOf(word: string): { word: string; policy: Policy } {
  const [name, number, ...more] = word.split(':');
  const kind = oneOf('policy', name, POLICY_KINDS);
  const refuse = (expected: string) => new UsageError(`--policy: expected ${expected}, found "${word}"`);
  if (more.length > 0) throw refuse(POLICY_WORDS);
  switch (kind) {
    case 'static':
      if (number === undefined) throw refuse('static:BATCH, as in static:8');
      return { word, policy: { kind, batch: wholeNumber('policy static', number, 1) } };
    case 'chunked':
      if (number === undefined) throw refuse('chunked:TOKENS, as in chunked:64');
      return { word, policy: { kind, budget: wholeNumber('policy chunked', number, 1) } };
    default:
      if (number !== undefined) throw refuse(`${kind} by itself`);
      return { word, policy: { kind } };
  }
}

async function tracedCrowd(crowd: Crowd | undefined, path: string): Promise<Crowd> {
  if (path === '') throw new UsageError('--trace: expected a file, found an empty name');
  try {
    const trace = await readTrace(createReadStream(path));
    for (const each of trace.notes) note(`${shownPath(path)}: ${each}`);
    const base = crowd ?? crowdSchema.parse({ arrivals: { kind: 'poisson', perSecond: 1 } });
    return replaying(base, trace, basename(path));
  } catch (error) {
    if (error instanceof TraceError) throw new UsageError(`--trace: ${shownPath(path)}: ${error.message}`);
    if (isCoded(error)) throw new UsageError(`--trace: ${shownPath(path)}: ${readFault(error.code)}`);
    throw error;
  }
}

/** Of `--goodput NAME:MS`, as vLLM has it. Undefined where none is given. Throws UsageError. */
export function goodputLimits(words: readonly string[] = []): ServiceLimits | undefined {
  if (words.length === 0) return undefined;
  const limits = new Map<keyof ServiceLimits, number>();
  for (const word of words) {
    const [name, text, ...more] = word.split(':');
    if (text === undefined || more.length > 0)
      throw new UsageError(`--goodput: expected NAME:MS, as in ttft:200, found "${word}"`);
    const known = oneOf('goodput', name, ['ttft', 'tpot', 'e2el'] as const);
    if (limits.has(known)) throw new UsageError(`--goodput: expected ${known} once, found "${word}" again`);
    const limit = decimalNumber(`goodput ${known}`, text);
    if (limit > MOST_MILLISECONDS)
      throw new UsageError(`--goodput ${known}: expected at most ${MOST_MILLISECONDS} ms, found "${text}"`);
    limits.set(known, limit);
  }
  return Object.fromEntries(limits);
}

/** Of `--shadow N`: null for 0. Throws UsageError. */
export function shadowRate(text: string | undefined): ShadowRate | null {
  const every = text === undefined ? 1 : wholeNumber('shadow', text, 0);
  return every === 0 ? null : { ...EVERY_POSITION, every };
}
