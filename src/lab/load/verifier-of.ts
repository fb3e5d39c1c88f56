import { type Verification, type VerifiedBy, verifiedBy } from '../../steps/verified-by.ts';
import type { Incoming } from './load-source.ts';

/** How a request is verified: as it asks for itself, or as its arm says of it; undefined where it is not. */
export function verifierOf(
  verify: Verification | undefined,
  incoming: Pick<Incoming, 'id' | 'verified'>,
): VerifiedBy | undefined {
  const { id, verified } = incoming;
  return verifiedBy(verify && verified ? { ...verify, requests: null } : verify, id);
}
