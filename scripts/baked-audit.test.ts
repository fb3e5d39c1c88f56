import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AuditSetting } from '../src/audit/model/audit-setting.ts';
import { fixedText } from '../src/audit/model/measure-audit.ts';
import type { ModelAudit } from '../src/audit/model/model-audit.ts';
import { variantFingerprint } from '../src/audit/model/variant-fingerprint.ts';
import { usualVariants } from '../src/audit/model/variants.ts';
import { BATCHES, SIZES } from '../src/audit/model/workload.ts';
import { openCpuEngine } from '../src/engines/cpu/open-cpu.ts';
import { BAKED_MODEL, readShipped } from './baked-audit.ts';

const STALE = 'the audit that ships with the page is of another model, plan or workload: npm run bake:audit';
const baked: ModelAudit = JSON.parse(readFileSync('public/audit/model.json', 'utf8'));

describe('the audit that ships with the page', () => {
  it('is the full form on the CPU engine, in every usual variant, by the workload of today', () => {
    expect(baked, STALE).toMatchObject({ version: 1, form: 'full', engine: 'cpu' });
    expect(
      baked.variants.map(({ id }) => id),
      STALE,
    ).toEqual(usualVariants(BAKED_MODEL, 'full').map(({ id }) => id));
    for (const { latencies, quality } of baked.variants) {
      expect(
        latencies.map(({ batch, waves }) => [batch, waves.length]),
        STALE,
      ).toEqual(BATCHES.map((batch, at) => [batch, SIZES.full.waves[at]]));
      expect([quality.passed.length, quality.texts.length], STALE).toEqual([500, SIZES.full.texts]);
    }
  });

  it('is of the shipped models', () => {
    for (const { model } of baked.variants) {
      const weights = readFileSync(`public/models/${model.name}/model.safetensors`);
      expect(model.hash, STALE).toBe(`sha256:${createHash('sha256').update(weights).digest('hex')}`);
    }
  });

  it('has the tokens and bits of today’s plans', async () => {
    const set: AuditSetting['set'] = baked.variants[0].set;
    const engine = openCpuEngine();
    for (const asked of usualVariants(BAKED_MODEL, 'full')) {
      const model = await readShipped(asked.model ?? BAKED_MODEL);
      const open = { asked, model, text: fixedText(model), engineModel: engine.load(model.checkpoint) };
      const { fingerprint } = baked.variants.find(({ id }) => id === asked.id)!;
      expect(await variantFingerprint(open, set), `${asked.id}: ${STALE}`).toBe(fingerprint);
    }
    engine.destroy();
  });
});
