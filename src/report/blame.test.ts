import { describe, expect, test } from 'vitest';
import { blameNeighbours } from '../studies/search/blame.ts';
import { resolveCompany, sameSettings } from '../studies/search/pair.ts';
import { type Fault, PAIR, planted, plantedPair } from '../studies/search/testing/planted.ts';
import { blameFinding } from './blame.ts';

describe('which neighbour is to blame', () => {
  const found = async (fault: Fault, change: object = {}) =>
    blameFinding(await blameNeighbours(planted(fault, change)));

  test('the one without whom the fork is gone, by his shape', async () => {
    const { verdict, notes } = await found(({ plan, index }) =>
      plan.slices.some(({ request }) => request === 'y') && index === 3 ? 'token' : 'none',
    );
    expect(verdict).toBe('Without y the fork at token 3 is gone');
    expect(notes.join()).toContain('Shape is to blame');
  });

  test('nobody alone, where any company forks it', async () => {
    const { verdict } = await found(({ company, index }) => {
      if (!company) return 'none';
      return index === 2 ? 'token' : 'bits';
    });
    expect(verdict).toContain('No single batchmate is to blame');
  });

  test('what a neighbour says, where the control changes bits', async () => {
    const { tone, notes } = await found(({ plan }) => {
      const spoken = plan.slices.find(({ request }) => request === 'z')?.tokens[0];
      return spoken === 1 ? 'bits' : 'none';
    });
    expect(tone).toBe('bits');
    expect(notes.join()).toContain('in the place of z changes bits');
  });

  test('nobody, where the company changes nothing', async () => {
    expect((await found(() => 'none')).verdict).toContain('Nobody is to blame');
  });

  test('cannot be told where limits or settings differ, and another pair answers', async () => {
    const limits = { maxTokensPerStep: 2 };
    const experiment = plantedPair({ limits }, {});
    const limited = blameFinding(
      await blameNeighbours({ ...planted(({ company }) => (company ? 'token' : 'none')), experiment }),
    );
    expect(limited.verdict).toBe(
      'As it is: fork at token 0. Whose company moves it cannot be told from this pair',
    );
    expect(limited.notes[0]).toMatch(/^Limits differ, A maxTokensPerStep 2 \/ B maxTokensPerStep \d+\.$/);
    const made = sameSettings(experiment, PAIR);
    const [[a, b]] = made.compare;
    expect(limited.elsewhere && resolveCompany(made, { a, b, probe: 'p' })).toMatchObject({ settings: null });

    const fault: Fault = ({ kernels }) => (kernels.matmul === 'variant' ? 'bits' : 'none');
    const { arms } = plantedPair({ kernels: 'invariant' }, {});
    const { tone, verdict, notes, elsewhere } = await found(fault, { arms });
    expect([tone, elsewhere]).toEqual(['bits', true]);
    expect(verdict).toContain('As it is: same 6 tokens, bits differ from token 0.');
    expect(notes[0]).toBe(
      'Settings differ, A invariant, bf16, stored weights / B variant, bf16, stored weights.',
    );
  });
});
