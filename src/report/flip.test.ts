import { describe, expect, test } from 'vitest';
import { findFlip } from '../studies/search/flip.ts';
import { type Fault, planted, plantedPair } from '../studies/search/testing/planted.ts';
import { flipFinding, flipLines } from './flip.ts';

describe('how little company flips it', () => {
  const found = async (fault: Fault, runs: number, change: object = {}) =>
    await findFlip({ ...planted(fault, change), seed: 1, runs });

  test('the smallest batch that does, and what is said there', async () => {
    const report = await found(({ company, index }) => (company && index === 1 ? 'token' : 'none'), 5);
    expect(flipFinding(report).verdict).toBe(
      "One batchmate flips token 1: alone '[token 7]', in company '[token 8]'",
    );
    const shrinks = [
      { change: 'without y', batchmates: 2, fork: null },
      { change: 'without z', batchmates: 2, fork: 1 },
    ];
    expect(flipLines({ ...report, shrinks })).toEqual([
      'flips token 1                3 batchmates: as it is',
      'no flip, kept as it was      2 batchmates: without y',
      'still flips, at token 1      2 batchmates: without z',
    ]);
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
    expect(flipFinding(await found(({ company }) => (company ? 'bits' : 'none'), 4)).notes[0]).toContain(
      '4 of them changed bits',
    );
  });

  test('claims more only of kernels that are all batch-invariant', async () => {
    const noteOf = async (matmul: string) => {
      const kernels = { matmul, rmsnorm: 'invariant', attention: 'pinned' };
      const { arms } = plantedPair({ kernels }, { kernels });
      return flipFinding(await found(() => 'none', 3, { arms })).notes[0];
    };
    expect(await noteOf('pinned')).toContain('none is expected to: the certificate says');
    expect(await noteOf('variant')).not.toContain('expected');
  });

  test('calls nothing a flip where the settings differ', async () => {
    const { arms } = plantedPair({ kernels: 'invariant' }, {});
    const fault: Fault = ({ kernels }) => (kernels.matmul === 'variant' ? 'token' : 'none');
    expect(flipFinding(await found(fault, 9, { arms }))).toMatchObject({
      tone: 'differ',
      verdict: 'As it is: fork at token 0. How little company flips it cannot be told from this pair',
      elsewhere: true,
    });
  });
});
