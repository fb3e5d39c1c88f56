import { describe, expect, test } from 'vitest';
import type { Operation } from '../numerics/operations.ts';
import { blameNeighbours } from '../studies/search/blame.ts';
import { findCulprit } from '../studies/search/culprit.ts';
import { findFlip } from '../studies/search/flip.ts';
import { resolveCompany, sameSettings } from '../studies/search/pair.ts';
import { type Fault, PAIR, planted, plantedExperiment } from '../studies/search/testing/planted.ts';
import { blameFinding, culpritFinding, flipFinding } from './finding.ts';

const bitsInCompany: Fault = ({ company }) => (company ? 'bits' : 'none');

/** The pair of arms whose settings are these. */
const settled = (alone: object, company: object) =>
  plantedExperiment({
    arms: [
      { name: 'alone', requests: ['p'], kernels: 'variant', ...alone },
      { name: 'company', requests: ['p', 'x', 'y', 'z'], kernels: 'variant', ...company },
    ],
  });

describe('which operation is to blame', () => {
  /** Company moves the bits while any of these operations varies; from index 2 on, the token. */
  const blame = (...operations: readonly Operation[]) =>
    planted(({ kernels, company, index }) => {
      if (!company || operations.every((operation) => kernels[operation] !== 'variant')) return 'none';
      return index < 2 ? 'bits' : 'token';
    });

  test('one that restores every bit by itself', async () => {
    const { verdict } = culpritFinding(await findCulprit(blame('rmsnorm')));
    expect(verdict).toBe('Rmsnorm alone is to blame: made invariant, it restores every bit');
  });

  test('sets are said to restore the bits in both arms where their settings differ', async () => {
    const mixed = { matmul: 'variant', rmsnorm: 'invariant', attention: 'pinned' };
    const options = planted(({ kernels, company }) =>
      (kernels.matmul === 'variant' && company) || kernels.attention === 'pinned' ? 'bits' : 'none',
    );
    const experiment = settled({}, { kernels: mixed });
    const { verdict, notes, elsewhere } = culpritFinding(await findCulprit({ ...options, experiment }));
    expect(verdict).toBe('Made invariant in both arms, matmul and attention together restore every bit');
    expect(notes[0]).toContain(
      'Settings differ, A variant, bf16, stored weights / B variant/invariant/pinned, bf16, stored weights',
    );
    expect(elsewhere).toBe(true);
  });

  test.each([
    ['dtype', { dtype: 'f32' }, 'A variant, f32, stored weights / B variant, bf16, stored weights'],
    ['weights', { weights: 'f16' }, 'A variant, bf16, f16 weights / B variant, bf16, stored weights'],
  ])('cannot be told of a pair of another %s, and another pair answers', async (_, change, words) => {
    const report = await findCulprit({ ...blame('matmul'), experiment: settled(change, {}) });
    const { tone, verdict, notes, elsewhere } = culpritFinding(report);
    expect([tone, elsewhere]).toEqual(['differ', true]);
    expect(verdict).toBe(
      'As it is: fork at token 2. Which operation is to blame cannot be told from this pair',
    );
    expect(notes[0]).toBe(`Settings differ, ${words}.`);
  });

  test('none, where not even all of them restore the bits or where there is nothing to restore', async () => {
    const lost = culpritFinding(await findCulprit(planted(bitsInCompany)));
    expect(lost.verdict).toContain('not even all of them');
    const equal = culpritFinding(await findCulprit(planted(() => 'none')));
    expect(equal.verdict).toContain('Nothing to blame');
  });
});

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
    const experiment = settled({ limits }, {});
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
    const { arms } = settled({ kernels: 'invariant' }, {});
    const { tone, verdict, notes, elsewhere } = await found(fault, { arms });
    expect([tone, elsewhere]).toEqual(['bits', true]);
    expect(verdict).toContain('As it is: same 6 tokens, bits differ from token 0.');
    expect(notes[0]).toBe(
      'Settings differ, A invariant, bf16, stored weights / B variant, bf16, stored weights.',
    );
  });
});

describe('how little company flips it', () => {
  const found = async (fault: Fault, runs: number, change: object = {}) =>
    await findFlip({ ...planted(fault, change), seed: 1, runs });

  test('the smallest batch that does, and what is said there', async () => {
    const report = await found(({ company, index }) => (company && index === 1 ? 'token' : 'none'), 5);
    expect(flipFinding(report).verdict).toBe(
      "One batchmate flips token 1: alone '[token 7]', in company '[token 8]'",
    );
  });

  test('an honest null: how many batches were tried, and whether any bit moved', async () => {
    const quiet = await found(() => 'none', 9);
    expect(flipFinding(quiet)).toMatchObject({ verdict: 'No flip in 9 batches' });
    expect(flipFinding(quiet).notes).toEqual([
      `None of these 9 batches, of up to ${Math.max(...quiet.trials.map(({ batchmates }) => batchmates))} batchmates, moved a bit; larger ones were not tried.`,
    ]);
    const one = { ...quiet, trials: quiet.trials.slice(0, 1) };
    expect(flipFinding(one).notes).toEqual([
      'It, of 3 batchmates, moved no bit; larger ones were not tried.',
    ]);
    expect(flipFinding(await found(bitsInCompany, 4)).notes[0]).toContain('4 of them changed bits');
  });

  test('claims more only of kernels that are all batch-invariant', async () => {
    const noteOf = async (matmul: string) => {
      const kernels = { matmul, rmsnorm: 'invariant', attention: 'pinned' };
      const { arms } = settled({ kernels }, { kernels });
      return flipFinding(await found(() => 'none', 3, { arms })).notes[0];
    };
    expect(await noteOf('pinned')).toContain('none is expected to: the certificate says');
    expect(await noteOf('variant')).not.toContain('expected');
  });

  test('calls nothing a flip where the settings differ', async () => {
    const { arms } = settled({ kernels: 'invariant' }, {});
    const fault: Fault = ({ kernels }) => (kernels.matmul === 'variant' ? 'token' : 'none');
    expect(flipFinding(await found(fault, 9, { arms }))).toMatchObject({
      tone: 'differ',
      verdict: 'As it is: fork at token 0. How little company flips it cannot be told from this pair',
      elsewhere: true,
    });
  });
});
