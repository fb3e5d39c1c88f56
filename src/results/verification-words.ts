import type { Verification } from '../steps/verified-by.ts';
import { setsName } from './certificate-cell.ts';
import { counted, grouped } from './text.ts';
import type { VerificationTotals } from './verification.ts';

/** What a posture says of verification: who is verified, by what, and what that leaves of the others. */
export function verificationWords({ window, requests, kernels }: Verification): string {
  const who = requests ? `${counted(requests.length, 'flagged request')}` : 'everyone';
  return `verified in windows of ${window}: ${who} is told only what ${setsName(kernels)} kernels choose, alone in a step; what the arm's own kernels decoded is cut where it differs`;
}

/** What verification came to: `40 windows verified, 12 of 600 tokens cut, 30 of 900 rows once more; 21.0 % of the steps' time`. */
export function verificationLine(totals: VerificationTotals): string {
  const { windows, cut, decoded, again, rows, overhead } = totals;
  const cuts = `${grouped(cut)} of ${grouped(decoded)} decoded tokens cut`;
  return `${counted(windows, 'window')} verified: ${cuts}, ${grouped(again)} of ${grouped(rows)} rows once more; ${(100 * overhead).toFixed(1)} % of the steps' time`;
}
