import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import { afterEdit, withClaim } from './claim.ts';
import type { NamedExperiment } from './lab-state.ts';

const experiment = parseExperiment({
  version: 1,
  title: 'The needle',
  description: 'Company changes it at token 33.',
  requests: [{ id: 'p', role: 'probe', prompt: 'Once' }],
  arms: [{ name: 'alone', requests: ['p'], kernels: 'variant' }],
});
const opened: NamedExperiment = { id: 'needle', experiment };
const invariant = (from = experiment) => ({
  ...from,
  arms: from.arms.map((arm) => ({ ...arm, dtype: 'f32' as const })),
});

describe('afterEdit', () => {
  it('marks the title and drops the description once something that runs is edited', () => {
    const after = afterEdit(opened, invariant());
    expect(after.experiment.title).toBe('Edited: The needle');
    expect('description' in after.experiment).toBe(false);
    expect(after.experiment.arms).toEqual(invariant().arms);
    expect(after).toMatchObject({
      edited: true,
      words: { title: 'The needle', description: experiment.description },
    });
    expect(parseExperiment(after.experiment)).toEqual(after.experiment);
  });

  it.each([
    ['the title', { title: 'Mine' }],
    ['the description', { description: 'What I found.' }],
  ])('leaves words alone where %s was written by the visitor, then and later', (_, change) => {
    const own = afterEdit(opened, { ...experiment, ...change });
    expect(own.experiment).toEqual({ ...experiment, ...change });
    expect(afterEdit(own, invariant(own.experiment)).experiment).toEqual({ ...invariant(), ...change });
  });

  it('gives the claim back when asked to, for good', () => {
    const kept = withClaim(afterEdit(opened, invariant()));
    expect(kept.experiment).toEqual(invariant());
    const again = { ...kept.experiment, decoding: { temperature: 1, seed: 2 } };
    expect(afterEdit(kept, again).experiment).toEqual(again);
  });

  it('marks once, also what came marked from a link, and keeps to the longest title', () => {
    const once = afterEdit(opened, invariant());
    const seeded = { ...once.experiment, decoding: { temperature: 1, seed: 2 } };
    expect(afterEdit(once, seeded).experiment.title).toBe('Edited: The needle');
    const linked = { id: 'link', experiment: once.experiment };
    expect(afterEdit(linked, seeded).experiment.title).toBe('Edited: The needle');
    const long = { ...experiment, title: 'x'.repeat(200) };
    expect(afterEdit({ ...opened, experiment: long }, invariant(long)).experiment.title).toHaveLength(200);
  });
});
