import { describe, expect, it } from 'vitest';
import { type Made, madeAudit } from '../../audit/model/testing/made-variant.ts';
import { rotCosts } from '../../audit/rot/judge-rot.ts';
import { rotReport, rotRun } from '../../audit/rot/testing/rot-report.ts';
import { claimOf } from './claims.ts';
import { type Evidence, NO_EVIDENCE } from './evidence.ts';

const verdictOf = (id: string, evidence: Partial<Evidence>) =>
  claimOf(id)!.judge({ ...NO_EVIDENCE, ...evidence }).verdict;

const MANY = 600;
const served: Made = {
  id: 'bf16',
  passed: Array.from({ length: MANY }, () => 1),
  losses: Array.from({ length: 24 }, (_, i) => 20 + (i % 5)),
  waves: Array.from({ length: 40 }, (_, i) => 100 + (i % 7)),
};
const beside = (made: Partial<Made>) => ({ audit: madeAudit([served, { ...served, id: 'q8', ...made }]) });
const half = served.waves.map((wave) => wave * 0.4);

describe('99 % of the quality at 50 % of the cost', () => {
  it('holds of a variant that loses nothing and takes less than half of the time', () => {
    expect(verdictOf('half-the-cost', beside({ waves: half }))).toBe('holds');
  });

  it('does not of one that loses tasks, or takes as long and as many bytes', () => {
    const passed = served.passed.map((_, i) => (i % 5 === 0 ? 0 : 1));
    expect(verdictOf('half-the-cost', beside({ waves: half, passed }))).toBe('does not');
    expect(verdictOf('half-the-cost', beside({}))).toBe('does not');
  });
});

describe('overhead beside tensor work', () => {
  it('is worth a look or not by its share', () => {
    const { audit } = beside({});
    const slim = audit.variants.map((variant) => ({
      ...variant,
      time: { ...variant.time!, tensor: 0.95, movement: 0.03, overhead: 0.02 },
    }));
    expect(verdictOf('profile', { audit })).toBe('holds');
    expect(verdictOf('profile', { audit: { ...audit, variants: slim } })).toBe('does not');
  });
});

describe('old dependencies', () => {
  const rot = (...slow: readonly number[]) => ({
    rot: rotReport(
      ...slow.map((times, i) => rotRun(`1.${i}.0`, { slow: times, seed: i + 1 })),
      rotRun('2.0.0'),
    ),
  });

  it('cost, save or do either by the release', () => {
    expect(verdictOf('dependency-rot', rot(1.5))).toBe('holds');
    expect(verdictOf('dependency-rot', rot(0.5))).toBe('does not');
    expect(verdictOf('dependency-rot', rot(1.5, 0.5))).toBe('depends');
  });

  it('does not decide by what chance alone does among many releases', () => {
    const alike = rot(...Array.from({ length: 40 }, () => 1));
    const beyond = rotCosts(alike.rot).filter(({ ratio }) => ratio.low > 1 || ratio.high < 1);
    expect(beyond.length).toBeGreaterThan(0);
    expect(verdictOf('dependency-rot', alike)).toBe('undecided');
  });

  it('counts upgrades that changed bits', () => {
    const report = rotReport(rotRun('1.0.0', { bits: ['a', 'c'] }), rotRun('2.0.0'));
    expect(claimOf('dependency-rot')!.judge({ ...NO_EVIDENCE, rot: report }).found).toContain(
      '1 of 1 upgrades changed the bits',
    );
  });
});
