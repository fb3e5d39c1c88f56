import { canonicalJson } from '../../../experiment/canonical.ts';
import type { Canary } from '../canary.ts';
import { hashText } from '../hash-text.ts';

/** What tells a device and its bits from another, 32 hexadecimal digits. */
export function canaryKey({ engine, adapter, canary }: Canary): string {
  return hashText(canonicalJson({ engine, adapter, canary })).slice(0, 32);
}
