import { describe, expect, test } from 'vitest';
import { expandArms, writtenArm } from './expand-arms.ts';
import { parseExperiment } from './schema.ts';

const experiment = (companies: object) =>
  parseExperiment({
    version: 1,
    title: 'companies',
    requests: [
      { id: 'p', role: 'probe', prompt: 'a' },
      ...['x', 'y', 'z'].map((id) => ({ id, role: 'noise', noise: { kind: 'spam', seed: 1, tokens: 4 } })),
    ],
    arms: [
      { name: 'alone', requests: ['p'], kernels: 'variant' },
      { name: 'any', requests: ['p', 'x', 'y', 'z'], kernels: 'variant', companies },
    ],
  });

describe('companies', () => {
  test('default to a hundred, each with the probe and at least one batchmate', () => {
    const { together, drawn } = expandArms(experiment({}));
    expect(together.map(({ name }) => name)).toEqual(['alone']);
    expect(drawn).toHaveLength(100);
    for (const { requests } of drawn) {
      expect(requests).toContain('p');
      expect(new Set(requests).size).toBe(requests.length);
      expect(requests.length).toBeGreaterThan(1);
    }
    expect(new Set(drawn.map(({ requests }) => requests.length))).toEqual(new Set([2, 3, 4]));
    expect(new Set(drawn.map(({ requests }) => requests.indexOf('p')))).toEqual(new Set([0, 1, 2, 3]));
  });

  test('are known by the arm that they are drawn from, whatever its name', () => {
    const base = experiment({ count: 2 });
    const arms = base.arms.map((arm) => (arm.companies ? { ...arm, name: 'a#b' } : { ...arm, name: 'a#1' }));
    const { together, drawn } = expandArms({ ...base, arms });
    const written = [...together, ...drawn].map(({ name }) => writtenArm({ arms }, name)?.name);
    expect(written).toEqual(['a#1', 'a#b', 'a#b']);
    expect([writtenArm({ arms }, 'a#b'), writtenArm({ arms }, 'gone')]).toEqual([undefined, undefined]);
  });

  test('are the same for the same seed and others for another', () => {
    const members = (seed: number) => expandArms(experiment({ seed })).drawn.map(({ requests }) => requests);
    expect(members(1)).toEqual(members(1));
    expect(members(1)).not.toEqual(members(2));
  });

  test('cannot ask for more batchmates than there are', () => {
    expect(() => experiment({ least: 4 })).toThrow(
      "arms[1].companies.least: expected at most the arm's 3 batchmates",
    );
  });
});
