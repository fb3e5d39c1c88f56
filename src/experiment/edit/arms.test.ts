import { describe, expect, it } from 'vitest';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import {
  addArm,
  changeArm,
  duplicateArm,
  duplicateInvariant,
  moveArm,
  removeArm,
  renameArm,
} from './arms.ts';
import { moveMember, setMember, sortMembers } from './members.ts';
import { addPair, nextPair, removePair } from './pairs.ts';
import { removeRequest } from './requests.ts';
import { batches, company, edited, refusals } from './testing/sound.ts';

const names = (experiment: typeof company) => experiment.arms.map(({ name }) => name);

describe('arms', () => {
  it('adds one of the probes alone, duplicates and moves', () => {
    const added = edited(addArm(company));
    expect(added.arms.at(-1)).toMatchObject({ name: 'arm-1', requests: ['probe'] });
    expect(names(edited(duplicateArm(company, 'alone')))).toEqual([
      'alone',
      'alone-2',
      'company',
      'reversed',
    ]);
    expect(names(edited(moveArm(company, 'reversed', 0)))).toEqual(['reversed', 'alone', 'company']);
  });

  it('compares invariant copies as their originals are compared', () => {
    const once = edited(duplicateInvariant(company, 'alone'));
    expect(once.compare).toEqual(company.compare);
    const both = edited(duplicateInvariant(once, 'company'));
    expect(both.arms.find(({ name }) => name === 'company-invariant')?.kernels).toEqual(
      allOperations('invariant'),
    );
    expect(both.compare).toEqual([...company.compare, ['alone-invariant', 'company-invariant']]);
  });

  it('keeps the compared pairs consistent on renaming and removal', () => {
    expect(edited(renameArm(company, 'alone', 'solo')).compare).toEqual([
      ['solo', 'company'],
      ['solo', 'reversed'],
    ]);
    expect(edited(removeArm(company, 'company')).compare).toEqual([['alone', 'reversed']]);
    expect(refusals(renameArm(company, 'alone', 'company'))[0]).toMatch(
      /^arm "company", name: expected a new name/,
    );
    expect(refusals(renameArm(company, 'alone', ''))[0]).toMatch(/^arm "", name: expected at least 1/);
  });

  it('takes members in and out, and orders each batch by itself', () => {
    expect(batches(edited(setMember(company, 'alone', 'spam-2', true))).alone).toEqual(['probe', 'spam-2']);
    expect(batches(edited(setMember(company, 'reversed', 'probe', true))).reversed).toEqual(
      company.arms[2].requests,
    );
    expect(refusals(setMember(company, 'alone', 'probe', false))[0]).toMatch(/^arm "alone", requests: /);
    const moved = edited(moveMember(company, 'company', 'probe', 2));
    expect(batches(moved).company).toEqual(['spam-1', 'spam-2', 'probe']);
    expect(batches(edited(sortMembers(moved, 'company'))).company).toEqual(['probe', 'spam-1', 'spam-2']);
  });

  it('sets settings, and refuses them by name', () => {
    const limits = { maxSequences: 2, maxTokensPerStep: 7, blocks: null };
    expect(edited(changeArm(company, 'alone', { limits, dtype: 'f32' })).arms[0]).toMatchObject({
      limits,
      dtype: 'f32',
    });
    expect(refusals(changeArm(company, 'alone', { limits: { ...limits, maxSequences: 0 } }))).toEqual([
      'arm "alone", limits.maxSequences: expected at least 1, found 0',
    ]);
  });

  it('quantises activations where weights are blocks, and no longer where they become none', () => {
    expect(
      refusals(
        changeArm(edited(changeArm(company, 'alone', { weights: 'f32' })), 'alone', { quantize: 'per-row' }),
      )[0],
    ).toMatch(/quantize: q8 activations need weights in blocks/);
    const held = edited(changeArm(company, 'alone', { weights: 'q8', quantize: 'per-row' }));
    expect(held.arms[0]).toMatchObject({ weights: 'q8', quantize: 'per-row' });
    expect(edited(changeArm(held, 'alone', { weights: 'q4' })).arms[0].quantize).toBe('per-row');
    expect(edited(changeArm(held, 'alone', { weights: 'bf16' })).arms[0]).not.toHaveProperty('quantize');
    expect(edited(changeArm(held, 'alone', { quantize: 'none' })).arms[0]).not.toHaveProperty('quantize');
  });

  it('gives weights two widths, by name only where they go, and ends them with what they do not go with', () => {
    const dynamic = { low: 'q4', targetBits: 6, per: 'row' } as const;
    expect(refusals(changeArm(company, 'alone', { weights: 'q4', dynamic }))[0]).toMatch(
      /expected weights that are larger than the smaller width, found q4 for both/,
    );
    const wide = edited(changeArm(company, 'alone', { weights: 'q8', dynamic }));
    expect(wide.arms[0]).toMatchObject({ weights: 'q8', dynamic });
    expect(edited(changeArm(wide, 'alone', { dtype: 'f16' })).arms[0].dynamic).toEqual(dynamic);
    const others = { weights: 'q4' } as const;
    expect(edited(changeArm(wide, 'alone', others)).arms[0]).not.toHaveProperty('dynamic');
    expect(edited(changeArm(wide, 'alone', { quantize: 'per-row' })).arms[0]).not.toHaveProperty('dynamic');
    expect(edited(changeArm(wide, 'alone', { dynamic: null })).arms[0]).not.toHaveProperty('dynamic');
  });

  it('makes an arm stand for many, which leaves its pairs, and one again', () => {
    const companies = { count: 5, least: 2, seed: 0 };
    const many = edited(changeArm(company, 'company', { companies }));
    expect(many.compare).toEqual([['alone', 'reversed']]);
    expect(edited(removeRequest(many, 'spam-1')).arms[1].companies).toEqual({ ...companies, least: 1 });
    expect(edited(changeArm(many, 'company', { dtype: 'f16' })).arms[1].companies).toEqual(companies);
    expect(edited(changeArm(many, 'company', { companies: null })).arms[1]).not.toHaveProperty('companies');
    expect(refusals(changeArm(company, 'company', { companies: { ...companies, least: 3 } }))).toEqual([
      `arm "company", companies.least: expected at most the arm's 2 batchmates, found 3`,
    ]);
  });

  it('adds and removes compared pairs', () => {
    expect(nextPair(company)).toEqual(['company', 'reversed']);
    const all = edited(addPair(company, 'company', 'reversed'));
    expect(nextPair(all)).toBeNull();
    expect(edited(removePair(all, 0)).compare).toEqual(all.compare.slice(1));
    expect(refusals(addPair(company, 'alone', 'alone'))[0]).toMatch(/expected two different arms/);
  });
});
