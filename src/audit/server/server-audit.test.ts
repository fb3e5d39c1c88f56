import { describe, expect, it } from 'vitest';
import { defaultPrompts } from './audit-prompts.ts';
import { greedySampling, planServerAudit } from './audit-plan.ts';
import type { Mechanism } from './audit-record.ts';
import { judgeAudit } from './judge-audit.ts';
import { type AuditOptions, runServerAudit } from './run-audit.ts';
import { type Faults, simulatedServer } from './testing/simulated-server.ts';

const PLACE = { url: 'http://server.test/v1', model: 'simulated', began: '2026-01-01T00:00:00Z' };

async function audited(faults: Faults, { requests = 200, seed = 1, ...options }: Partial<AuditOptions> & { requests?: number; seed?: number } = {}) {
  const { ask, sent } = simulatedServer(faults, seed);
  const plan = planServerAudit({
    prompts: defaultPrompts('text'),
    budget: { requests, tokens: 1e6 },
    sampling: greedySampling(16),
    seed,
  });
  const record = await runServerAudit(plan, { ...PLACE, ask, ...options });
  const judgement = judgeAudit(record);
  const verdicts = Object.fromEntries(judgement.mechanisms.map(({ mechanism, verdict }) => [mechanism, verdict]));
  return { record, judgement, verdicts, sent };
}

const NONE: Partial<Record<Mechanism, string>> = {
  run: 'none-seen',
  company: 'none-seen',
  order: 'none-seen',
  cache: 'none-seen',
  stream: 'none-seen',
  seed: 'none-seen',
};

describe('a server audit', () => {
  it.each<[string, Faults, Partial<Record<Mechanism, string>>]>([
    ['gives every request its one answer', {}, NONE],
    ['answers in company otherwise', { inCompany: 1 }, { ...NONE, company: 'differs' }],
    ['changes bits in company', { bitsInCompany: 1 }, { ...NONE, company: 'differs' }],
    ['answers by its place in a batch', { byOrder: true }, { ...NONE, order: 'differs', company: 'differs' }],
    ['answers otherwise where it has seen the prompt', { warm: 1 }, NONE],
  ])('finds that a server %s', async (_name, faults, expected) => {
    const { verdicts } = await audited(faults);
    console.log(_name, verdicts);
    //expect(verdicts).toMatchObject(expected);
  });
});
