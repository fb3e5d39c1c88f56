/** What a canary's fingerprint was held against: the first of its prompt, in the same arm. */
export type CanaryResult = 'first' | 'unchanged' | 'changed';

export const CANARY_RESULTS: readonly CanaryResult[] = ['first', 'unchanged', 'changed'];

/** One prompt of an arm that is asked again and again. */
export interface Canary {
  /** What else has to be the same: the experiment, say. Empty: nothing. */
  readonly scope: string;
  readonly arm: string;
  readonly prompt: string;
  readonly fingerprint: string;
  asked: number;
  changed: number;
  /** The first request whose fingerprint was another one, and what that was. */
  firstChange: { readonly request: string; readonly at: number; readonly fingerprint: string } | null;
}

export interface CanaryAnswer {
  readonly request: string;
  readonly scope: string;
  readonly arm: string;
  /** Tells prompts apart. */
  readonly prompt: string;
  readonly fingerprint: string;
  readonly at: number;
}

/** More prompts than these are not watched: what is kept stays bounded. */
const MOST_PROMPTS = 1000;

/** Fingerprint canaries: is what the same prompt gives still, to the bit, what it gave first? */
export class Canaries {
  readonly #known = new Map<string, Canary>();

  get all(): readonly Canary[] {
    return [...this.#known.values()];
  }

  /** As they are now: what one of the two counts afterwards the other does not know. */
  copy(): Canaries {
    const copy = new Canaries();
    for (const [key, canary] of this.#known) copy.#known.set(key, { ...canary });
    return copy;
  }

  /** Null where there are too many prompts to watch this one. */
  add({ request, scope, arm, prompt, fingerprint, at }: CanaryAnswer): CanaryResult | null {
    const key = JSON.stringify([scope, arm, prompt]);
    const known = this.#known.get(key);
    if (!known) {
      if (this.#known.size >= MOST_PROMPTS) return null;
      this.#known.set(key, { scope, arm, prompt, fingerprint, asked: 1, changed: 0, firstChange: null });
      return 'first';
    }
    known.asked++;
    if (known.fingerprint === fingerprint) return 'unchanged';
    known.changed++;
    known.firstChange ??= { request, at, fingerprint };
    return 'changed';
  }
}
