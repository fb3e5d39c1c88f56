import { render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { MonitorPage } from './monitor-page.tsx';

vi.mock('../../../state/client.ts', () => import('../../../state/testing/fake-client.ts'));

it('offers limits and an engine where no run is on screen yet', () => {
  vi.stubGlobal('fetch', async () => ({ ok: false, status: 404 }));
  render(<MonitorPage path={[]} />);
  expect(screen.getByText(/^No run under load is on screen/)).toBeDefined();
  expect(screen.getByLabelText<HTMLInputElement>('KV occupancy above, %').value).toBe('95');
  expect(screen.getByRole('radio', { name: /^CPU/ })).toBeDefined();
  vi.unstubAllGlobals();
});
