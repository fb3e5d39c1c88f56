import type { Speculation } from '../steps/speculation.ts';

/** How an arm speculated, and what that gave. */
export type SpeculationRecord = Speculation & SpeculationTotals;

/** What speculation gave in an arm. */
export interface SpeculationTotals {
  /** Steps that verified drafts, and steps of a draft model. */
  readonly steps: number;
  readonly draftSteps: number;
  /** Milliseconds that drafting took, part of the steps' own. */
  readonly draftMilliseconds: number;
  /** Tokens that were drafted and verified, and those of them that stand. */
  readonly drafted: number;
  readonly accepted: number;
  /** (most drafted + 1) how often so many of a request's drafted tokens stood, by their number. */
  readonly lengths: readonly number[];
  /** Mean of those; null where nothing was verified. A verified request gets one token more than it. */
  readonly meanLength: number | null;
}

/** Drafted tokens of a request in one step, and those that stand. */
export interface VerifiedDraft {
  readonly drafted: number;
  readonly accepted: number;
}

/** What drafting for one step took. */
export interface Drafting {
  readonly steps: number;
  readonly milliseconds: number;
}

const NO_DRAFTING: Drafting = { steps: 0, milliseconds: 0 };

/** What the log's entry of a step says of drafts. */
export interface DraftedStepEntry {
  readonly slices: readonly Partial<VerifiedDraft>[];
  readonly drafting?: Drafting;
}

export class SpeculationSoFar {
  readonly #counts = { steps: 0, draftSteps: 0, draftMilliseconds: 0, drafted: 0, accepted: 0 };
  readonly #lengths: number[] = [];

  add(verified: readonly VerifiedDraft[], { steps, milliseconds }: Drafting): void {
    const counts = this.#counts;
    if (verified.length > 0) counts.steps++;
    counts.draftSteps += steps;
    counts.draftMilliseconds += milliseconds;
    for (const { drafted, accepted } of verified) {
      counts.drafted += drafted;
      counts.accepted += accepted;
      while (this.#lengths.length <= accepted) this.#lengths.push(0);
      this.#lengths[accepted]++;
    }
  }

  /** Counts steps that were taken before a run was broken off. */
  takeUp(steps: readonly DraftedStepEntry[]): void {
    for (const { slices, drafting = NO_DRAFTING } of steps) {
      const verified = slices.flatMap(({ drafted = 0, accepted = 0 }) =>
        drafted > 0 ? [{ drafted, accepted }] : [],
      );
      this.add(verified, drafting);
    }
  }

  now(): SpeculationTotals {
    const verified = this.#lengths.reduce((sum, count) => sum + count, 0);
    const meanLength = verified === 0 ? null : this.#counts.accepted / verified;
    return { ...this.#counts, lengths: [...this.#lengths], meanLength };
  }
}
