import { BLOCK_POSITIONS } from '../../steps/kv-blocks.ts';
import { MeanBits } from '../mean-bits.ts';
import { VerificationSoFar } from '../verification.ts';
import type { LoadRequest, LoadStep, Mechanisms } from './load-record.ts';

type CountedRequest = Pick<LoadRequest, 'cached' | 'evicted' | 'promptTokens' | 'budget' | 'route'>;

/** What the mechanisms did so far, from steps and requests that need not be kept. */
export class MechanismsSoFar {
  readonly #counts = {
    ...{ steps: 0, preemptions: 0, swappedOut: 0, swappedIn: 0, copied: 0, evictedTokens: 0 },
    ...{ cachedTokens: 0, promptTokens: 0, cascadeSteps: 0, handedOver: 0 },
  };
  /** Of answers that were cut, where any budget was set. */
  #effort: { shortened: number; shortenedBy: number } | null = null;
  /** Sent to a second replica, where there is one. */
  #routed: number | null = null;
  readonly #drafts = { drafted: 0, accepted: 0 };
  readonly #verification = new VerificationSoFar();
  #dropped = 0;
  readonly #bits = new MeanBits();
  readonly #paged = new Mean();
  readonly #reserved = new Mean();
  readonly #occupancy = new Mean();
  readonly #lowered = new Mean();
  /** By replica. */
  readonly #layersBefore = [0, 0];
  #swaps = 0;

  addStep(step: LoadStep): void {
    const counts = this.#counts;
    counts.steps++;
    counts.preemptions += step.preempted.length;
    for (const { kind } of step.moves) {
      if (kind === 'swap-out') counts.swappedOut++;
      if (kind === 'swap-in') counts.swappedIn++;
      if (kind === 'copy') counts.copied++;
    }
    if (step.cascade) counts.cascadeSteps++;
    counts.handedOver += step.handedOver ?? 0;
    for (const { drafted = 0, accepted = 0 } of step.slices) {
      this.#drafts.drafted += drafted;
      this.#drafts.accepted += accepted;
    }
    this.#verification.add(step);
    for (const [, choices] of step.dropped ?? []) this.#dropped += choices;
    if (step.bits !== undefined) this.#bits.add(step.bits, step.rows);
    this.#addMemory(step);
    this.#addLowered(step);
  }

  addRequest({ cached, evicted, promptTokens, budget, route }: CountedRequest) {
    if (route) this.#routed = (this.#routed ?? 0) + route.replica;
    if (budget) this.#effort ??= { shortened: 0, shortenedBy: 0 };
    if (budget && budget.newTokens < budget.asked) {
      this.#effort!.shortened++;
      this.#effort!.shortenedBy += budget.asked - budget.newTokens;
    }
    this.#counts.cachedTokens += cached;
    this.#counts.evictedTokens += evicted;
    this.#counts.promptTokens += promptTokens;
  }

  now(): Mechanisms {
    const verification = this.#verification.now();
    const meanBits = this.#bits.mean;
    return {
      ...this.#counts,
      ...this.#effort,
      ...(this.#routed !== null && { routed: this.#routed }),
      ...(this.#drafts.drafted > 0 && this.#drafts),
      ...(verification && { verification }),
      ...(this.#dropped > 0 && { droppedChoices: this.#dropped }),
      ...(meanBits !== null && { meanBits }),
      waste: { paged: this.#paged.mean, reserved: this.#reserved.mean },
      occupancy: { mean: this.#occupancy.mean, most: this.#occupancy.most },
      ...(this.#swaps > 0 && {
        precision: { swaps: this.#swaps, mean: this.#lowered.mean, most: this.#lowered.most },
      }),
    };
  }

  #addLowered({ lowered = 0, replica }: LoadStep): void {
    const at = replica ?? 0;
    this.#swaps += Math.abs(lowered - this.#layersBefore[at]);
    this.#layersBefore[at] = lowered;
    this.#lowered.add(lowered);
  }

  #addMemory({ blocks, positions }: LoadStep): void {
    const { held, cached, free } = blocks;
    this.#occupancy.add(held / (held + cached + free));
    // Requests that share blocks hold more positions than there are: of them no slot is waste.
    if (held > 0) this.#paged.add(Math.max(0, 1 - positions.filled / (held * BLOCK_POSITIONS)));
    if (positions.reserved > 0) this.#reserved.add(1 - positions.filled / positions.reserved);
  }
}

class Mean {
  #sum = 0;
  #count = 0;
  #most = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count++;
    this.#most = Math.max(this.#most, value);
  }

  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  get most(): number {
    return this.#most;
  }
}
