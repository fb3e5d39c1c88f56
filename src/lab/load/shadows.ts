import type { Shadow } from '../../results/load/load-record.ts';
import { measureLogits } from '../../results/measured-position.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import type { LogitComparison } from '../../steps/logit-comparison.ts';
import { rulesOfPolicy } from '../../steps/policies/policies.ts';
import { sampledOutput } from '../../steps/sampled-output.ts';
import type { Policy } from '../../steps/serving.ts';
import { mostPositions } from '../../steps/step-bounds.ts';
import type { Sample } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import type { LiveRequest } from './live-request.ts';
import type { Incoming } from './load-source.ts';
import { verifierOf } from './verifier-of.ts';

/** Where probes are compared with themselves alone. */
export interface ShadowRate {
  /** Every so many generated positions; 1: at each. */
  readonly every: number;
  /** Requests that may have a shadow at once, each with keys and values of its own. */
  readonly most: number;
}

/** A step whose probes are compared with themselves alone. */
export interface LookedAt {
  readonly samples: readonly Sample[];
  /** Requests by name, with the tokens chosen in the step already. */
  readonly live: ReadonlyMap<string, LiveRequest>;
  readonly loaded: ArmRunner;
  /** By which the arm is served: it says in what pieces it would compute a prompt alone. */
  readonly policy: Policy;
}

export const EVERY_POSITION: ShadowRate = { every: 1, most: 4 };

/**
 * Shadow-solo divergence: beside a probe under load the same tokens go through the same kernel set alone, fed what the probe was given
 * (teacher-forced), and the logits of both are compared where `every` says. A shadow goes through every position, one step each, as the
 * request would alone; the comparison alone is spared in between. It costs the device a second request for each probe, and no time of
 * the clock.
 */
export class Shadows {
  readonly #spec: ArmSpec;
  readonly #rate: ShadowRate;
  #runner: ArmRunner;
  /** By request, its place in the shadow's pool and how many of its tokens are computed. */
  readonly #places = new Map<string, { readonly place: number; computed: number }>();

  constructor(spec: ArmSpec, rate: ShadowRate, runner: ArmRunner) {
    this.#spec = spec;
    this.#rate = rate;
    this.#runner = runner;
  }

  /** Of the probes that a step sampled. */
  async compare({ samples, live, loaded, policy }: LookedAt): Promise<Shadow[]> {
    const most = rulesOfPolicy(policy).rows(this.#spec.limits);
    const shadows: Shadow[] = [];
    for (const [i, sample] of samples.entries()) {
      const request = live.get(sample.request)!;
      if (request.incoming.role !== 'probe' || !sample.finite) continue;
      // Of drafts that stand one step gives several.
      const after = samples
        .slice(i + 1)
        .filter((later) => later.request === sample.request && later.finite).length;
      const position = request.tokens.length - 1 - after;
      if (position % this.#rate.every !== 0 || !this.#placed(sample.request)) continue;
      const alone = await this.#catchUp(request, position, most);
      const figures = await this.#figures(sample, request, position, alone, loaded);
      if (!figures) continue;
      const { differing, maxUlpSameSign: maxUlp, crossings, kl } = figures;
      const place = { request: sample.request, position };
      const probability = probabilityOf(request.tokens[position], figures);
      const shadow = { ...place, differing, maxUlp, crossings, kl, alone: alone.token, ...probability };
      request.besideAlone.add(shadow, request.tokens[position]);
      shadows.push(shadow);
    }
    return shadows;
  }

  /** It has ended: another one may take its place. */
  ended(request: string): void {
    if (this.#places.delete(request)) this.#runner.forget?.([request]);
  }

  /** On another device everything is computed again. */
  moved(runner: ArmRunner): void {
    this.#runner = runner;
    for (const place of this.#places.values()) place.computed = 0;
  }

  close(): void {
    this.#runner.destroy();
  }

  #placed(request: string): boolean {
    if (this.#places.has(request)) return true;
    const taken = new Set([...this.#places.values()].map(({ place }) => place));
    const place = Array.from({ length: this.#rate.most }, (_, i) => i).find((each) => !taken.has(each));
    if (place === undefined) return false;
    this.#places.set(request, { place, computed: 0 });
    return true;
  }

  /** The prompt in pieces of at most `most` tokens, then token by token up to the one that chooses `position`. */
  async #catchUp({ incoming, tokens }: LiveRequest, position: number, most: number): Promise<Sample> {
    const { id, promptTokens } = incoming;
    const shadow = this.#places.get(id)!;
    const known = [...promptTokens, ...tokens.slice(0, position)];
    for (;;) {
      const { computed } = shadow;
      const count = computed < promptTokens.length ? promptTokens.length - computed : 1;
      const rows = Math.min(count, most);
      const fed = known.slice(computed, computed + rows);
      const plan = this.#planOf(incoming, shadow, fed);
      const { samples } = sampledOutput(await this.#runner.step(plan), plan, this.#spec.decoding);
      shadow.computed += rows;
      if (shadow.computed === known.length) return samples[0];
    }
  }

  #planOf(
    incoming: Incoming,
    { place, computed }: { readonly place: number; readonly computed: number },
    tokens: readonly number[],
  ): StepPlan {
    const { id: request, promptTokens, decoding } = incoming;
    const each = blocksFor(this.#spec.limits.maxContext);
    const held = blocksFor(computed + tokens.length);
    const blocks = Array.from({ length: held }, (_, i) => place * each + i);
    const sample = computed + tokens.length >= promptTokens.length ? 'last' : 'none';
    // What was verified is compared with itself under the sets that verified it.
    const verifier = verifierOf(this.#spec.verify, incoming);
    const own = decoding && { decoding };
    const slices = [{ request, start: computed, tokens, blocks, sample, ...own } as const];
    return { slices, preempted: [], ...(verifier && { kernels: verifier.kernels }) };
  }

  /** On the device where both lie there; null where one side's logits are gone. */
  async #figures(
    sample: Sample,
    { incoming }: LiveRequest,
    position: number,
    alone: Sample,
    loaded: ArmRunner,
  ): Promise<LogitComparison | null> {
    if (sample.logits && alone.logits) return measureLogits(sample.logits, alone.logits);
    const place = { request: sample.request, position: incoming.promptTokens.length + position - 1 };
    return (await loaded.compareLogits?.(place, { runner: this.#runner, place })) ?? null;
  }
}

/** Of a token that is among the highest of either side. */
function probabilityOf(token: number, { contenders, a, b }: LogitComparison): Pick<Shadow, 'probability'> {
  const standing = contenders.find((contender) => contender.token === token);
  if (!standing) return {};
  const loaded = Math.exp(standing.a.logit - a.logSumExp);
  return { probability: { loaded, alone: Math.exp(standing.b.logit - b.logSumExp) } };
}

/** How a shadow's arm is opened: as the arm, with a pool for `most` requests and no host memory. */
export function shadowSpec(spec: ArmSpec, { most }: ShadowRate): ArmSpec {
  const { hostBlocks: _, ...limits } = spec.limits;
  // Alone nothing is dropped of it, and nobody is packed before it.
  const maxContext = mostPositions(limits);
  const blocks = most * blocksFor(maxContext);
  return { ...spec, limits: { ...limits, maxSequences: 1, maxContext, blocks } };
}
