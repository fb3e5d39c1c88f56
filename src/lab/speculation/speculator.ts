import { mathOf } from '../../numerics/sets/kernel-sets.ts';
import {
  type DraftedStepEntry,
  type Drafting,
  SpeculationSoFar,
  type SpeculationTotals,
  type VerifiedDraft,
} from '../../results/speculation.ts';
import { type Accept, acceptedSamples, coupled } from '../../steps/acceptance.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { draftLength, learnt, NOTHING_LEARNT } from '../../steps/draft-length.ts';
import type { QueueState } from '../../steps/queue.ts';
import { rejection } from '../../steps/rejection.ts';
import { decodesNext } from '../../steps/request.ts';
import { mostDrafted, type Speculation, withDrafts } from '../../steps/speculation.ts';
import type { Sample } from '../../steps/step-output.ts';
import { rowCount, type StepPlan } from '../../steps/step-plan.ts';
import type { StepClock } from '../step-clock.ts';
import type { Drafter, Proposals } from './drafter.ts';

const NO_PROPOSALS: Proposals = { of: new Map(), steps: [] };

/** The queue with what was drafted for it, and what that took. */
export interface Drafted {
  readonly state: QueueState;
  readonly drafting: Drafting;
  readonly steps: readonly StepPlan[];
}

/** Of an arm that does not speculate. */
export function undrafted(state: QueueState): Drafted {
  return { state, drafting: { steps: 0, milliseconds: 0 }, steps: [] };
}

/** Drafts before each step of an arm and says after it which tokens count. */
export class Speculator {
  readonly #speculation: Speculation;
  #drafter: Drafter;
  readonly #clock: StepClock;
  readonly #rule: Accept;
  readonly #soFar = new SpeculationSoFar();
  /** Lengths that were drafted in a run that is run again, step by step; null: they are chosen. */
  readonly #before: readonly number[] | null;
  readonly #seed: number;
  #proposals = NO_PROPOSALS;
  #learnt = NOTHING_LEARNT;
  #asked = { requests: 0, k: 0 };

  constructor(
    { speculation, decoding, kernels }: ArmSpec,
    drafter: Drafter,
    clock: StepClock,
    before: readonly number[] | null = null,
  ) {
    this.#before = before;
    this.#seed = decoding.seed;
    this.#speculation = speculation!;
    this.#drafter = drafter;
    this.#clock = clock;
    this.#rule =
      this.#speculation.accept === 'rejection'
        ? rejection(decoding, (request) => this.#proposals.of.get(request)?.from ?? [], mathOf(kernels))
        : coupled;
  }

  /** Whether the step under way has drafts, or the next one is to: where not, the next one most likely has none and may be computed ahead. */
  get drafts(): boolean {
    const { k, requests } = this.#asked;
    return k > 0 && (requests === 0 || this.#proposals.of.size > 0);
  }

  get totals(): SpeculationTotals {
    return this.#soFar.now();
  }

  /** Counts what was drafted before a run was broken off; how many tokens pay is learnt anew. */
  takeUp(steps: readonly DraftedStepEntry[]): void {
    this.#soFar.takeUp(steps);
  }

  /** Who drafts from now on: as before, on another device. */
  moved(drafter: Drafter): void {
    this.#drafter = drafter;
  }

  async draft(state: QueueState): Promise<Drafted> {
    const decoding = state.running.filter(decodesNext);
    const length = this.#lengthOf(state.step, decoding.length);
    this.#asked = { requests: decoding.length, k: length };
    const asked = decoding.flatMap((request) => {
      const k = Math.min(length, mostDrafted(request));
      return k > 0 ? [{ request, k }] : [];
    });
    const running = new Set(state.running.map(({ id }) => id));
    const timed =
      asked.length === 0
        ? { output: NO_PROPOSALS, milliseconds: 0 }
        : await this.#clock.time(() => this.#drafter.propose(asked, running));
    const { output: proposals, milliseconds } = timed;
    this.#proposals = proposals;
    const drafts = new Map([...proposals.of].map(([id, { tokens }]) => [id, tokens]));
    const drafting = { steps: proposals.steps.length, milliseconds };
    return { state: withDrafts(state, drafts), drafting, steps: proposals.steps };
  }

  /** `coupledTo`: requests that are fed what was chosen before, which their drafts are compared with whatever the rule. */
  accepted(
    state: QueueState,
    plan: StepPlan,
    samples: readonly Sample[],
    coupledTo: (request: string) => boolean = () => false,
  ): Sample[] {
    const stops = new Map(state.running.map(({ id, stopTokens }) => [id, stopTokens]));
    const rule: Accept = (slice, own) => (coupledTo(slice.request) ? coupled : this.#rule)(slice, own);
    return acceptedSamples(plan, samples, rule, (request) => stops.get(request)!);
  }

  /** Counts a step that took so many milliseconds beside drafting, and learns from it how many tokens to draft. */
  count(plan: StepPlan, kept: readonly Sample[], drafting: Drafting, milliseconds: number): void {
    const verified = [...verifiedDrafts(plan, kept).values()];
    this.#soFar.add(verified, drafting);
    const { requests, k } = this.#asked;
    const rows = rowCount(plan);
    // A step with a prompt in it, or with no room for its drafts, tells nothing of a length.
    const drafted = verified.reduce((sum, each) => sum + each.drafted, 0);
    if (plan.slices.length !== requests || rows !== requests + drafted) return;
    const accepted = verified.filter((each) => each.drafted === k).map((each) => each.accepted);
    this.#learnt = learnt(this.#speculation.k, this.#learnt, {
      ...{ requests, k, accepted, milliseconds, draftMilliseconds: drafting.milliseconds },
    });
  }

  /** Times are of one run: what is run again drafts what was drafted then. */
  #lengthOf(step: number, requests: number): number {
    if (this.#before) return this.#before[step] ?? 0;
    return draftLength(this.#speculation.k, this.#learnt, requests, this.#seed);
  }

  close(): void {
    this.#drafter.close();
  }
}

/** By request, of a step's drafts those that stand: all samples that count but the last one's. */
export function verifiedDrafts(
  { slices, kernels }: StepPlan,
  kept: readonly Sample[],
): Map<string, VerifiedDraft> {
  const verified = new Map<string, VerifiedDraft>();
  for (const { request, drafted } of slices) {
    if (!drafted || kernels) continue;
    const given = kept.filter((sample) => sample.request === request).length;
    verified.set(request, { drafted, accepted: given - 1 });
  }
  return verified;
}
