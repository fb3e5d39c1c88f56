import { z } from 'zod';

/*
 * What was computed from a run's logits, as a file holds it. It cannot be computed again once the logits are gone, so that what the
 * page draws of it is checked field by field.
 */

const count = z.int().min(0);
const position = count.nullable();
const named = { probe: z.string(), a: z.string(), b: z.string() };
const tokenText = z.looseObject({ token: count, text: z.string() }).nullable();

const distance = {
  differing: count,
  maxUlp: z.number(),
  maxUlpSameSign: z.number(),
  crossings: count,
  maxAbsolute: z.number(),
};

export const diffSchema = z.looseObject({
  ...named,
  identical: z.boolean(),
  fork: position,
  forkTokens: z.looseObject({ a: tokenText, b: tokenText }).nullable(),
  flip: z.enum(['tie', 'confident']).nullable(),
  margin: z.number().nullable(),
  comparedPositions: count,
  firstDifference: position,
  differingLogits: count,
  comparedLogits: count,
  maxUlp: z.number(),
  maxUlpSameSign: z.number(),
  crossings: count,
  maxAbsolute: z.number(),
  maxKl: z.number(),
  unmeasured: count.exactOptional(),
  wholeLogits: z.boolean().exactOptional(),
});

const figures = z.looseObject({
  position: count,
  margin: z.number(),
  perturbation: z.number(),
  argmaxEqual: z.boolean(),
  ...distance,
  kl: z.number(),
});

const pairReport = z.looseObject({
  ...named,
  forced: z.boolean(),
  fork: position,
  probabilities: z.looseObject({ a: z.array(z.number().nullable()), b: z.array(z.number().nullable()) }),
  positions: z.array(figures),
  unmeasured: count.exactOptional(),
  totals: z.looseObject({
    ...distance,
    positions: count,
    firstDifference: position,
    logits: count,
    maxKl: z.number(),
    argmaxEqual: count,
  }),
});

const standing = z.looseObject({ rank: count, logit: z.number(), probability: z.number() });

const positionReport = z.looseObject({
  ...named,
  position: count,
  forced: z.boolean(),
  figures,
  top: z.array(z.looseObject({ token: count, text: z.string(), a: standing, b: standing })).min(1),
  histogram: z.looseObject({ zero: count, bins: z.array(count).max(64), crossing: count }),
});

const referenceError = z.looseObject({ rms: z.number(), maxAbsolute: z.number() });

const referenceReport = z.looseObject({
  position: count,
  logits: z.record(z.string(), z.number()),
  argmax: count,
  a: referenceError,
  b: referenceError,
  closer: z.enum(['a', 'b', 'equal']),
});

export const reportsSchema = z.looseObject({
  pairs: z.record(z.string(), pairReport),
  forced: z.record(z.string(), pairReport),
  positions: z.record(z.string(), positionReport),
  references: z.record(z.string(), referenceReport),
});

const forkNode = z.looseObject({
  tokens: z.array(count),
  text: z.string(),
  arms: count,
  get branches() {
    return z.array(forkNode);
  },
});

export const forkTreeSchema = z.looseObject({
  probe: z.string(),
  arms: count,
  distinct: count,
  fingerprints: count,
  root: forkNode,
});
