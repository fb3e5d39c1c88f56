import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { allOperations } from '../../../numerics/sets/kernel-sets.ts';
import type { ArmRecord } from '../../../results/record.ts';
import { ForkRates } from './fork-rates.tsx';

const arm = (batch: number, token: number): ArmRecord =>
  ({
    ...{ name: 'any', kernels: allOperations('variant'), dtype: 'bf16', weights: 'stored', parallelism: 64 },
    requests: Array.from({ length: batch }, (_, i) => ({
      ...{ id: i === 0 ? 'p' : `n${i}`, role: i === 0 ? 'probe' : 'noise', tokens: [token] },
    })),
  }) as unknown as ArmRecord;

test('a rate stands with its counts, the darker the higher; without a distribution there is no grid', () => {
  const { rerender, container } = render(<ForkRates arms={[arm(1, 1), arm(2, 1), arm(2, 5), arm(8, 1)]} />);
  const cells = screen.getAllByRole('cell');
  expect(cells.map(({ textContent }) => textContent)).toEqual(['0 % 0 of 1', '50 % 1 of 2', '0 % 0 of 1']);
  expect(cells[1].style.getPropertyValue('--share')).toBe('0.5');
  expect(screen.getByRole('rowheader').textContent).toBe('p, variant, bf16');
  rerender(<ForkRates arms={[arm(1, 1), arm(2, 1)]} />);
  expect(container.textContent).toBe('');
});
