import { ALARM_CLAIMS } from './alarm-claims.ts';
import { ANSWER_CLAIMS } from './answer-claims.ts';
import { AUDIT_CLAIMS } from './audit-claims.ts';
import type { Claim } from './claim.ts';
import { CONTENT_CLAIMS } from './content-claims.ts';
import { COST_CLAIMS } from './cost-claims.ts';
import { HISTORY_CLAIMS } from './history-claims.ts';
import { LOAD_CLAIMS } from './load-claims.ts';
import { MONITORING_CLAIMS } from './monitoring-claims.ts';
import { SERVICE_CLAIMS } from './service-claims.ts';
import { SHAPE_CLAIMS } from './shape-claims.ts';

/** Every claim that is judged, in the order of their files; the page puts them in that of `GROUPS`. */
export const CLAIMS: readonly Claim[] = [
  ...SHAPE_CLAIMS,
  ...ANSWER_CLAIMS,
  ...CONTENT_CLAIMS,
  ...LOAD_CLAIMS,
  ...SERVICE_CLAIMS,
  ...COST_CLAIMS,
  ...AUDIT_CLAIMS,
  ...MONITORING_CLAIMS,
  ...ALARM_CLAIMS,
  ...HISTORY_CLAIMS,
];

export function claimOf(id: string): Claim | null {
  return CLAIMS.find((claim) => claim.id === id) ?? null;
}
