import { expect, it } from 'vitest';
import { inDanger } from './danger-points.ts';

it('a flip is possible where the perturbation reaches the margin, and never without one', () => {
  expect(inDanger({ margin: 0.5, perturbation: 0.5 })).toBe(true);
  expect(inDanger({ margin: 0.5, perturbation: 0.49 })).toBe(false);
  expect(inDanger({ margin: 0, perturbation: 0 })).toBe(false);
});
