import type { Census } from '../../../census/census-types.ts';
import { adapterName } from '../../../results/adapter-name.ts';

/** What tells one census from another: what ran it, and on which adapter. */
export function censusName({
  engine,
  runtime,
  adapter,
}: Pick<Census, 'engine' | 'runtime' | 'adapter'>): string {
  const place = engine === 'cpu' ? 'CPU engine' : adapterName(adapter);
  const host = [runtime.name, runtime.version].filter((part) => part !== '').join(' ');
  return `${place}, ${host}`;
}
