import { vi } from 'vitest';

// For all tests of components: they share a process, so that what one has loaded the next one finds.
vi.mock('../client.ts', () => import('./fake-client.ts'));
