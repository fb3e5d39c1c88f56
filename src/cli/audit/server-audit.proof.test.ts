import { expect, it } from 'vitest';
import { greedySampling, planServerAudit } from '../../audit/server/audit-plan.ts';
import { defaultPrompts } from '../../audit/server/audit-prompts.ts';
import { judgeAudit } from '../../audit/server/judge-audit.ts';
import { runServerAudit } from '../../audit/server/run-audit.ts';
import { auditLines } from '../../report/audit-server-lines.ts';
import { openModelServer } from '../testing/model-server.ts';
import { askOf, placesOf } from './server-place.ts';

it.each(['variant', 'invariant'] as const)('lab serve of nano under %s, every mechanism', async (set) => {
  const { url, close } = await openModelServer('nano', set);
  try {
    const { signal } = new AbortController();
    const { server } = await placesOf({ url, 'key-env': 'NO_SUCH_KEY' }, signal);
    const plan = planServerAudit({
      prompts: defaultPrompts('text'),
      budget: { requests: 300, tokens: 1e6 },
      sampling: greedySampling(16, server.server),
      extra: server.server?.ids.completions ?? {},
      seed: 1,
    });
    const place = { url, model: server.place.model, told: server.told, began: '2026-01-01T00:00:00Z' };
    const record = await runServerAudit(plan, { ...place, ask: askOf(server, signal) });
    const judgement = judgeAudit(record);
    const lines = [set, ...auditLines(record, judgement), JSON.stringify(record.reproducer?.company ?? null)];
    console.log(lines.join('\n'));
    const verdicts = new Map(judgement.mechanisms.map(({ mechanism, verdict }) => [mechanism, verdict]));
    expect(verdicts.get('run')).toBe('none-seen');
    expect(verdicts.get('company')).toBe(set === 'variant' ? 'differs' : 'none-seen');
    // Nothing is cached, and it says so.
    expect(verdicts.get('cache')).toBe('untold');
    if (set === 'invariant')
      for (const [mechanism, verdict] of verdicts)
        if (mechanism !== 'cache') expect(verdict).toBe('none-seen');
  } finally {
    await close();
  }
});
