import type { LoadRequest } from '../../results/load/load-record.ts';
import type { FinishedRequest, NewRequest } from '../../steps/request.ts';
import type { Now } from '../../steps/serving.ts';
import type { ArmDevice, LoadArmParts } from './load-arm-parts.ts';
import type { LoadLedger } from './load-ledger.ts';
import type { Incoming } from './load-source.ts';
import { verifierOf } from './verifier-of.ts';

/** Whoever has arrived by now, as the queue takes them; of a run that was broken off each with what it had been given. */
export async function arrivedBy(now: Now, parts: LoadArmParts, ledger: LoadLedger): Promise<NewRequest[]> {
  const requests: NewRequest[] = [];
  for (const then of [...ledger.catchUp(), now]) requests.push(...(await arrivedAt(then, parts, ledger)));
  return requests;
}

async function arrivedAt(now: Now, parts: LoadArmParts, ledger: LoadLedger): Promise<NewRequest[]> {
  const requests: NewRequest[] = [];
  for (;;) {
    const taken = parts.source.take(now);
    if (taken.length === 0) return requests;
    for (const incoming of taken) {
      if (hadEnded(incoming, now, parts, ledger)) continue;
      const { tokens, budget } = await ledger.arrived(incoming);
      const { id, promptTokens: prompt, maxNewTokens, stopTokens, arrived, tier, decoding } = incoming;
      const left = budget && { budget: budget.newTokens };
      const verify = verifierOf(parts.arm.spec.verify, incoming);
      const asked = {
        ...{ id, prompt, maxNewTokens, stopTokens, tier, ...left },
        ...(verify && { verify }),
        ...(decoding && { decoding }),
      };
      requests.push({ ...asked, arrival: { ms: arrived }, generated: [...tokens] });
    }
  }
}

/** Before the run was broken off: whoever waited for its answer goes on. */
function hadEnded({ id }: Incoming, now: Now, { resumed, source }: LoadArmParts, ledger: LoadLedger) {
  const request = resumed?.ended.get(id);
  if (!request) return false;
  ledger.passed(request);
  source.ended(id, request.ended ?? now.ms);
  return true;
}

/** An engine that keeps something of each request keeps it of those who are there alone. */
export function forget(finished: readonly FinishedRequest[], { runner }: ArmDevice): void {
  if (finished.length > 0) runner.forget?.(finished.map(({ id }) => id));
}

/** Whoever has left the queue leaves the ledger too. Returns their records. */
export async function leave(
  finished: readonly FinishedRequest[],
  at: number,
  { shadows }: LoadArmParts,
  ledger: LoadLedger,
): Promise<LoadRequest[]> {
  const left: LoadRequest[] = [];
  for (const { id, end, cached, evicted } of finished) {
    shadows?.ended(id);
    const live = ledger.live.get(id)!;
    live.leave({ cached, evicted });
    left.push(await ledger.ended(live, at, end));
  }
  return left;
}
