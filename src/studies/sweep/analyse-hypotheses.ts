import { createRandom } from '../../experiment/random.ts';
import { DRAWS } from '../../numerics/inference/bootstrap.ts';
import { contrastOf, type Sides } from './analyse-contrast.ts';
import { estimateOf } from './analyse-estimate.ts';
import { testIndependent } from './analyse-independent.ts';
import { type Found, testPaired } from './analyse-paired.ts';
import type { Row } from './analyse-rows.ts';
import { MEASURES } from './measures.ts';
import type { TestedHypothesis } from './outcome.ts';
import type { Hypothesis, Study } from './study-schema.ts';

/** A hypothesis with its p-values, before they are corrected and judged. */
export interface Uncorrected
  extends Omit<TestedHypothesis, 'adjusted' | 'conclusion' | 'planned'>,
    Pick<Sides, 'missing' | 'contrast'> {}

/** Every draw of a hypothesis follows from its own words, its title apart, so that another hypothesis changes nothing of it. */
export function testHypothesis(study: Study, rows: readonly Row[], hypothesis: Hypothesis): Uncorrected {
  const { measure, smallest } = hypothesis;
  const { kind } = MEASURES[measure];
  const { alpha } = study.plan;
  const { contrast, missing } = contrastOf(study, rows, hypothesis);
  const n = sizeOf(contrast);
  if (n === 0) return { hypothesis, n, ...NOTHING, missing, contrast };
  const { title: _, ...words } = hypothesis;
  const random = createRandom(seedOf(JSON.stringify(words)));
  const found: Found =
    contrast.kind === 'paired'
      ? testPaired(contrast, kind, smallest, alpha, random)
      : testIndependent(contrast, kind, smallest, alpha, random);
  const { sides, horizon, ...tested } = found;
  const options = { alpha, random, draws: DRAWS, horizon };
  const [a, b] = [sides.a, sides.b].map((side) => estimateOf(kind, side, options, contrast.by));
  return { hypothesis, n, a, b, ...tested, missing, contrast };
}

const NONE = { value: 0, low: 0, high: 0 };
const NOTHING = {
  a: NONE,
  b: NONE,
  difference: NONE,
  test: 'none: nothing to compare',
  p: null,
  equivalenceP: null,
};

function sizeOf(contrast: Sides['contrast']): number {
  if (contrast.kind === 'paired') return contrast.clusters.flat().length;
  return Math.min(contrast.a.flat().length, contrast.b.flat().length);
}

/** FNV-1a, 32 bits. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
