import { describe, expect, it, test } from 'vitest';
import { crowdSchema } from '../crowd-schema.ts';
import { decodeLink, encodeLink } from '../link.ts';
import { parsePayload } from '../link-payload.ts';
import { drawCrowd } from './draw-crowd.ts';
import { lengthAt } from './lengths.ts';
import { TRAFFIC_PRESETS, withPreset } from './presets.ts';

const plain = crowdSchema.parse({
  arrivals: { kind: 'poisson', perSecond: 1 },
  milliseconds: 600_000,
  most: 5000,
});
const presetOf = (id: string) => TRAFFIC_PRESETS.find((preset) => preset.id === id)!;

describe.each(TRAFFIC_PRESETS)('$id', (preset) => {
  const crowd = withPreset(plain, preset);

  it('is a crowd, with its source', () => {
    expect(crowdSchema.parse(crowd)).toEqual(crowd);
    expect(preset.url).toMatch(/^https:/);
    expect(drawCrowd(crowd).length).toBeGreaterThan(1000);
  });
});

test.each([
  ['azure-code', 1469, 13],
  ['azure-conversation', 1020, 129],
])('%s has the medians that were published', (id, prompt, output) => {
  const { shape } = presetOf(id);
  expect([lengthAt(shape.prompt!, 0.5), lengthAt(shape.output!, 0.5)]).toEqual([prompt, output]);
});

const crowd = {
  seed: 17,
  arrivals: { kind: 'surge', baseline: 2, peak: 40, from: 5000, ramp: 2000, hold: 4000, halfLife: 3000 },
  milliseconds: 30_000,
  most: 400,
  noise: 0.7,
  kinds: { spam: 3, vague: 1 },
  prompt: { kind: 'uniform', least: 16, most: 128 },
  output: { kind: 'uniform', least: 8, most: 64 },
};
const arm = {
  name: 'lab',
  requests: ['probe'],
  kernels: 'variant',
  limits: { maxSequences: 16, blocks: 192 },
};
const lengthOf = (fields: object) => {
  const payload = parsePayload({
    experiment: {
      version: 2,
      title: 'A viral surge',
      requests: [{ id: 'probe', role: 'probe', prompt: 'What is 86 + 44?', arrival: { ms: 9000 } }],
      arms: [arm],
      ...fields,
    },
  });
  const link = encodeLink(payload);
  expect(decodeLink(link)).toEqual(payload);
  return link.length;
};

test('a link carries a crowd in a few hundred bytes', () => {
  expect(lengthOf({ crowd })).toBeLessThanOrEqual(700);
  expect(lengthOf({ crowd }) - lengthOf({})).toBeLessThanOrEqual(280);
  // Everything at once: a published shape, two arms that serve otherwise, tiers, a prefix, limits.
  const { shape } = presetOf('azure-conversation');
  const serving = { policy: 'tiers', admission: { mostWaiting: 64, firstTokenWithin: 4000 } };
  const all = { ...crowd, ...shape, tiers: [0.2, 0.8], prefix: { tokens: 32, share: 0.5 } };
  const arms = [arm, { ...arm, name: 'tiers', serving }];
  const limits = { ttft: 500, tpot: 50 };
  expect(lengthOf({ crowd: all, arms, limits, compare: [['lab', 'tiers']] })).toBeLessThanOrEqual(1100);
});
