import { greedySampling, planServerAudit } from '../../../../../audit/server/audit-plan.ts';
import { defaultPrompts } from '../../../../../audit/server/audit-prompts.ts';
import { judgeAudit } from '../../../../../audit/server/judge-audit.ts';
import { runServerAudit } from '../../../../../audit/server/run-audit.ts';
import { type Faults, simulatedServer } from '../../../../../audit/server/testing/simulated-server.ts';
import type { AuditedServer } from '../../../../../worker/methods/audit-server.ts';

/** What a simulated server's audit comes to, as the worker hands it on. */
export async function auditedServer(faults: Faults): Promise<AuditedServer> {
  const plan = planServerAudit({
    prompts: defaultPrompts('text'),
    budget: { requests: 200, tokens: 1e6 },
    sampling: greedySampling(16),
    seed: 1,
  });
  const record = await runServerAudit(plan, {
    ...{ url: 'http://127.0.0.1:8000/v1', model: 'simulated', began: '2026-01-01T00:00:00Z' },
    ask: simulatedServer(faults, 1).ask,
  });
  return { record: JSON.stringify(record), judgement: judgeAudit(record) };
}
