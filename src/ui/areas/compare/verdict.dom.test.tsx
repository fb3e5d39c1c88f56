import { render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { parseExperiment } from '../../../experiment/schema.ts';
import { labStore } from '../../state/lab-store.ts';
import { pairsOf } from '../../state/pairs.ts';
import { Verdict } from './verdict.tsx';

const [pair] = pairsOf(
  parseExperiment({
    version: 1,
    title: 'Words',
    requests: [{ id: 'p', role: 'probe', prompt: 'Once' }],
    arms: [
      { name: 'one', requests: ['p'], kernels: 'variant' },
      { name: 'two', requests: ['p'], kernels: 'invariant' },
    ],
    compare: [['one', 'two']],
  }),
);

test.each([
  [false, true],
  [true, false],
])('embedded %s, a pair says by itself that nothing has run: %s', (embed, says) => {
  labStore.setState({ ...labStore.getInitialState(), embed }, true);
  const { container } = render(<Verdict pair={pair} />);
  expect(container.textContent?.includes('not run yet')).toBe(says);
  expect(container.textContent).toContain('one vs two');
});
