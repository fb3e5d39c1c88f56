import type { AdapterReport } from '../steps/engine.ts';

/** The adapter's own description; its parts where it gives none. */
export function adapterName({ vendor, architecture, device, description }: AdapterReport): string {
  const parts = [vendor, architecture, device].filter((part) => part !== '').join(' ');
  return description || parts || 'an unnamed adapter';
}
