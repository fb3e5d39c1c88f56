import { describe, expect, it } from 'vitest';
import { greedySampling, planServerAudit } from '../../audit/server/audit-plan.ts';
import { defaultPrompts } from '../../audit/server/audit-prompts.ts';
import { judgeAudit } from '../../audit/server/judge-audit.ts';
import { runServerAudit } from '../../audit/server/run-audit.ts';
import { auditLines } from '../../report/audit-server-lines.ts';
import { openModelServer } from '../testing/model-server.ts';
import { askOf, placesOf } from './server-place.ts';

/** An audit as `lab audit server` makes it. */
async function audited(url: string, budget: number) {
  const { signal } = new AbortController();
  const { server } = await placesOf({ url, 'key-env': 'NO_SUCH_KEY' }, signal);
  const plan = planServerAudit({
    prompts: defaultPrompts('text').slice(0, 2),
    budget: { requests: budget, tokens: 1e6 },
    sampling: greedySampling(8, server.server),
    seed: 1,
    extra: server.server?.ids.completions ?? {},
    mechanisms: ['run', 'company', 'stream'],
  });
  const record = await runServerAudit(plan, {
    url,
    model: server.place.model,
    told: server.told,
    ask: askOf(server, signal),
    began: '2026-01-01T00:00:00Z',
  });
  return { record, judgement: judgeAudit(record) };
}

describe('lab serve under an audit', () => {
  it.each(['variant', 'invariant'] as const)('%s', async (set) => {
    const server = await openModelServer('nano', set);
    const t = Date.now();
    try {
      const { record, judgement } = await audited(server.url, 80);
      console.log(auditLines(record, judgement).join('\n'), (Date.now() - t) / 1000, record.observations.length);
      expect(judgement.mechanisms.find(({ mechanism }) => mechanism === 'company')?.verdict).toBe(
        set === 'variant' ? 'differs' : 'none-seen',
      );
    } finally {
      console.log(server.defects); await server.close();
    }
  });
});
