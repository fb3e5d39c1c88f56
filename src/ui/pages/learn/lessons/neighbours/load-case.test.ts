import { describe, expect, test } from 'vitest';
import { firstReached, loadSteps, PROBE, rowsOfOthers } from './load-case.ts';

const neighbour = { arrival: 12, promptTokens: 60, answerTokens: 4 };

describe('a neighbour that arrives while the probe decodes', () => {
  test('comes at its step, and the tokens before are out of its reach', () => {
    const steps = loadSteps(neighbour, 256);
    expect(steps).toHaveLength(PROBE.answerTokens);
    expect(steps[11]).toEqual({ probe: 1, neighbour: 0, token: 11 });
    expect(steps[12]).toEqual({ probe: 1, neighbour: 60, token: 12 });
    expect(steps[13].neighbour).toBe(1);
    expect(firstReached(steps)).toBe(12);
    expect(rowsOfOthers(steps)).toBe(60 + 3);
  });

  test('is read in chunks where a step has less room', () => {
    const rows = loadSteps(neighbour, 32).map((step) => step.neighbour);
    expect(rows.slice(11, 16)).toEqual([0, 31, 29, 1, 1]);
  });

  test('that came first makes the probe wait', () => {
    const steps = loadSteps({ ...neighbour, arrival: 0 }, 32);
    expect(steps.slice(0, 3).map(({ probe }) => probe)).toEqual([0, 4, 4]);
    expect(firstReached(steps)).toBe(0);
  });

  test('that comes after the end reaches nothing', () => {
    expect(firstReached(loadSteps({ ...neighbour, arrival: 24 }, 256))).toBeNull();
  });
});
