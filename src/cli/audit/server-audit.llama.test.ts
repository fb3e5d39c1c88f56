import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { greedySampling, planServerAudit } from '../../audit/server/audit-plan.ts';
import { judgeAudit } from '../../audit/server/judge-audit.ts';
import { runServerAudit } from '../../audit/server/run-audit.ts';
import type { ServerPrompt } from '../../engines/server/server-types.ts';
import { ggufCase } from '../../engines/testing/gguf-cases.ts';
import { auditLines } from '../../report/audit-server-lines.ts';
import { openLlamaServer } from '../testing/llama-server.ts';
import { askOf, placesOf } from './server-place.ts';

const folder = mkdtempSync(join(tmpdir(), 'llama-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Prompts of nano's tests, and the same a little shorter. */
async function promptsOf(weights: string): Promise<{ path: string; prompts: ServerPrompt[] }> {
  const { file, prompts } = await ggufCase(`nano, ${weights}`);
  const path = join(folder, `${weights}.gguf`);
  writeFileSync(path, file);
  const all = [...prompts, ...prompts.map((tokens) => tokens.slice(0, -3))];
  return { path, prompts: all.map((tokens) => ({ kind: 'tokens', tokens })) };
}

it.each([
  ['f32', 1, true],
  ['f32', 1, false],
  ['q8', 1, false],
  // Two threads wait for each other: on a machine that is busy with other things an answer takes seconds.
  ['f32', 2, false],
] as const)(
  'llama.cpp of nano in %s, threads %d, prompt cache %s: whatever is found',
  async (weights, threads, cached) => {
    const { path: modelPath, prompts } = await promptsOf(weights);
    const { url, close } = await openLlamaServer({ modelPath, slots: 8, threads });
    try {
      const { signal } = new AbortController();
      const { server } = await placesOf({ url, 'key-env': 'NO_SUCH_KEY' }, signal);
      const plan = planServerAudit({
        prompts,
        budget: { requests: threads === 1 ? 200 : 80, tokens: 1e6 },
        sampling: greedySampling(16),
        seed: 1,
        // It draws nothing.
        mechanisms: cached
          ? ['run', 'company', 'order', 'cache', 'stream']
          : ['run', 'company', 'order', 'stream'],
        ...(cached
          ? { switches: { cold: { cache_prompt: false }, plain: null } }
          : { extra: { cache_prompt: false } }),
      });
      const record = await runServerAudit(plan, {
        ...{ url, model: server.place.model, began: '2026-01-01T00:00:00Z', ask: askOf(server, signal) },
      });
      const judgement = judgeAudit(record);
      const name = `nano ${weights}, ${threads} threads, prompt cache ${cached ? 'on' : 'off'}`;
      const lines = [
        name,
        ...auditLines(record, judgement),
        `company ${JSON.stringify(record.reproducer?.company)}`,
      ];
      console.log(lines.join('\n'));
      expect(record.ended).toBe('finished');
      expect(judgement.bits).toBe(true);
      const run = judgement.mechanisms.find(({ mechanism }) => mechanism === 'run')!;
      // One request at a time, its prompt computed anew, is the same sums in the same order.
      if (!cached) expect(run.verdict).toBe('none-seen');
    } finally {
      await close();
    }
  },
);
