import { type AuditWish, greedySampling, planServerAudit } from '../audit-plan.ts';
import { defaultPrompts } from '../audit-prompts.ts';
import { type Judgement, judgeAudit } from '../judge-audit.ts';
import { type AuditOptions, runServerAudit } from '../run-audit.ts';
import { type Faults, simulatedServer } from './simulated-server.ts';

const PLACE = { url: 'http://server.test/v1', model: 'simulated', began: '2026-01-01T00:00:00Z' };

export interface SimulatedAudit
  extends Partial<AuditOptions>,
    Partial<Pick<AuditWish, 'mechanisms' | 'switches'>> {
  readonly requests?: number;
  readonly tokens?: number;
  readonly seed?: number;
  /** A second endpoint's faults. */
  readonly twinFaults?: Faults;
}

/** An audit of a simulated server, with the verdicts by name. */
export async function audited(
  faults: Faults,
  {
    requests = 200,
    tokens = 1e6,
    seed = 1,
    twinFaults,
    mechanisms,
    switches,
    ...options
  }: SimulatedAudit = {},
) {
  const { ask, sent } = simulatedServer(faults, seed);
  const plan = planServerAudit({
    prompts: defaultPrompts('text'),
    budget: { requests, tokens },
    sampling: greedySampling(16),
    seed,
    twin: twinFaults !== undefined,
    ...(mechanisms && { mechanisms }),
    ...(switches && { switches }),
  });
  const record = await runServerAudit(plan, {
    ...PLACE,
    ask,
    ...(twinFaults && {
      askTwin: simulatedServer(twinFaults, seed).ask,
      twin: { url: 'http://twin.test/v1', model: 'twin' },
    }),
    ...options,
  });
  const judgement = judgeAudit(record);
  return { plan, record, judgement, verdicts: verdictsOf(judgement), sent };
}

export function verdictsOf({ mechanisms }: Judgement): Record<string, string> {
  return Object.fromEntries(mechanisms.map(({ mechanism, verdict }) => [mechanism, verdict]));
}
