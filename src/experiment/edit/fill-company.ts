import { shuffled } from '../expand-arms.ts';
import { between } from '../noise/fill.ts';
import { createRandom } from '../random.ts';
import type { Experiment, NoiseKind } from '../schema.ts';
import { cleanPrompt } from './clean-prompts.ts';
import { type Edited, type RequestDraft, refused, settle } from './edited.ts';
import { companyArms, seated, withinCompany } from './members.ts';
import { noiseRequests, textRequests } from './new-request.ts';

/** As many as the schema lets an arm have beside a probe. */
export const MOST_BATCHMATES = 511;
const MOST_TOKENS = 2048;

/** A company to draw. */
export interface CompanySpec {
  readonly count: number;
  /** Part of the batchmates that are noise, 0 to 1; the others are clean. */
  readonly noiseShare: number;
  /** What the noise imitates, in turn. */
  readonly kinds: readonly NoiseKind[];
  /** Length of each noise prompt: drawn from `least` to `most` tokens. */
  readonly least: number;
  readonly most: number;
  readonly seed: number;
  /** The batchmates that are there leave; else they stay and the drawn ones come after them. */
  readonly replace: boolean;
}

/** How many of a company's batchmates are noise. */
export function noiseCount({ count, noiseShare }: Pick<CompanySpec, 'count' | 'noiseShare'>): number {
  return Math.round(count * noiseShare);
}

/** Draws a company for the arms that have one: the same spec gives the same batchmates in the same order. */
export function fillCompany(experiment: Experiment, spec: CompanySpec): Edited {
  const problem = problemWith(spec);
  if (problem) return problem;
  const probes = experiment.requests.filter(({ role }) => role === 'probe');
  const stay = spec.replace ? probes : experiment.requests;
  const left = new Set(stay.map(({ id }) => id));
  const drawn = drawCompany({ ...experiment, requests: stay }, spec);
  const requests: readonly RequestDraft[] = [...stay, ...drawn];
  const list = requests.map(({ id }) => id);
  const joined = companyArms(experiment);
  const arms = experiment.arms.map((arm) => {
    const kept = { ...arm, requests: arm.requests.filter((id) => left.has(id)) };
    const filled = joined.has(arm.name)
      ? seated(
          kept,
          drawn.map(({ id }) => id),
          list,
        )
      : kept;
    return withinCompany(filled, requests);
  });
  return settle(experiment, { requests, arms });
}

function drawCompany(experiment: Experiment, spec: CompanySpec): RequestDraft[] {
  const random = createRandom(spec.seed);
  const noisy = noiseCount(spec);
  const sources = Array.from({ length: noisy }, (_, i) => ({
    kind: spec.kinds[i % spec.kinds.length],
    seed: random.next(),
    tokens: between(random, spec.least, spec.most),
  }));
  const texts = Array.from({ length: spec.count - noisy }, () => cleanPrompt(random));
  const requests = [...noiseRequests(experiment, sources), ...textRequests(experiment, texts, 'clean')];
  return shuffled(requests, random);
}

function problemWith({ count, noiseShare, kinds, least, most }: CompanySpec): Edited | null {
  if (!isWhole(count, MOST_BATCHMATES))
    return refused('batchmates', `expected 1 to ${MOST_BATCHMATES}, found ${count}`);
  if (!(noiseShare >= 0 && noiseShare <= 1))
    return refused('noise share', `expected 0 to 100 %, found ${100 * noiseShare} %`);
  if (kinds.length === 0 && noiseCount({ count, noiseShare }) > 0)
    return refused('kinds', 'expected at least one kind of noise, found none');
  if (!isWhole(most, MOST_TOKENS))
    return refused('most tokens', `expected 1 to ${MOST_TOKENS}, found ${most}`);
  return isWhole(least, most) ? null : refused('least tokens', `expected 1 to ${most}, found ${least}`);
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}
