import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { randomModel } from '../../model/random-model.ts';
import type { AuditProgress, AuditSetting } from './audit-setting.ts';
import { measureAudit } from './measure-audit.ts';
import type { ModelAudit } from './model-audit.ts';
import { variantOf } from './variants.ts';

// One wave of each batch would do for what is tested here.
vi.mock(import('./workload.ts'), async (original) => ({
  ...(await original()),
  SIZES: {
    short: { waves: [3, 2, 2], texts: 2, tasks: 4, profiled: 2 },
    full: { waves: [3, 2, 2], texts: 2, tasks: 4, profiled: 2 },
  },
}));

const TASKS = [1, 2].map((i) => ({
  ...{ id: `t${i}`, kind: 'any', difficulty: 1, prompt: `${i}`, answer: 'x', scoring: 'exact' as const },
  maxNewTokens: 3,
}));
const opened: string[] = [];
const told: AuditProgress[] = [];

function setting(changes: Partial<AuditSetting> = {}): AuditSetting {
  return {
    ...{ form: 'short', set: 'invariant', tasks: TASKS, pricePerHour: 3.6, host: 'a test' },
    variants: ['stored', 'f32', 'q4', 'random:pico:1'].map(variantOf),
    readModel: (name) => Promise.resolve(randomModel(name ?? 'random:nano:1')),
    openEngine: (models) => {
      const engine = openCpuEngine();
      opened.push(models.map(({ model, formats }) => `${model.name} ${formats.length}`).join(', '));
      return Promise.resolve({ engine, close: () => engine.destroy() });
    },
    ...changes,
  };
}

let audit: ModelAudit;
beforeAll(async () => {
  audit = await measureAudit(setting({ onProgress: (progress) => told.push(progress) }));
});

describe('an audit of a random model on the CPU engine', () => {
  it('has every variant, what is served first', () => {
    expect(audit).toMatchObject({ version: 1, form: 'short', engine: 'cpu', pricePerHour: 3.6 });
    expect(audit.variants.map(({ id }) => id)).toEqual(['stored', 'f32', 'q4', 'random:pico:1']);
    expect(audit.variants[3].model.name).not.toBe(audit.variants[0].model.name);
    expect(new Set(audit.variants.map(({ fingerprint }) => fingerprint)).size).toBe(4);
  });

  it('has latencies of every request, and tokens a second of every wave', () => {
    for (const { latencies, costPerThousand } of audit.variants) {
      expect(latencies.map(({ batch, waves, ttft }) => [batch, waves.length, ttft.n])).toEqual([
        [1, 3, 3],
        [8, 2, 16],
        [32, 2, 64],
      ]);
      for (const { ttft, tpot, e2el, waves, tokensPerSecond, batch } of latencies) {
        expect(ttft.p50).toBeGreaterThan(0);
        expect(e2el.mean).toBeCloseTo(ttft.mean + 31 * tpot.mean, 1);
        const seconds = waves.reduce((sum, wall) => sum + wall, 0) / 1000;
        expect(tokensPerSecond).toBeCloseTo((batch * 32 * waves.length) / seconds, 6);
      }
      const { waves } = latencies[0];
      expect(costPerThousand?.[0]).toBeCloseTo(waves.reduce((a, b) => a + b, 0) / waves.length / 1000, 9);
    }
  });

  it('measures KL from weights as stored and f32 activations: none for the same values, some for others', () => {
    const [stored, f32, q4, other] = audit.variants.map(({ quality }) => quality);
    expect(f32.kl).toBe(0);
    expect(stored.kl).toBeGreaterThan(0);
    expect(q4.kl).toBeGreaterThan(stored.kl!);
    // The same tokens and vocabulary.
    expect(other.kl).toBeGreaterThan(q4.kl!);
    for (const { texts, perplexity } of [stored, q4]) {
      const loss = texts.reduce((sum, text) => sum + text.loss, 0);
      const tokens = texts.reduce((sum, text) => sum + text.tokens, 0);
      expect(perplexity).toBeCloseTo(Math.exp(loss / tokens), 9);
    }
  });

  it('has memory as the engine holds it: weights by their format, keys by request', () => {
    const [stored, f32, q4] = audit.variants.map(({ memory }) => memory!);
    expect(f32.weights).toBeGreaterThan(1.9 * stored.weights);
    expect(q4.weights).toBeLessThan(stored.weights / 2.5);
    // One layer, a KV head of 32: keys and values of 4 blocks of 16 places, f32 on this engine.
    expect(stored.kvPerRequest).toBe(2 * 4 * 16 * 32 * 4);
    for (const { weights, scratch, kvPerRequest, peak } of [stored, f32, q4])
      expect(peak).toBe(weights + scratch + 32 * kvPerRequest);
  });

  it('shares a decode step out, and tells what starting took', () => {
    for (const { time, start } of audit.variants) {
      const { tensor, movement, overhead, operations } = time!;
      expect(tensor + movement + overhead).toBeCloseTo(1, 9);
      expect(tensor).toBeGreaterThan(0);
      expect(operations.map(({ operation }) => operation)).toEqual(
        expect.arrayContaining(['qkv', 'attention', 'gate_up', 'head', 'norm']),
      );
      expect(start.load).toBeGreaterThan(0);
      expect(start.firstToken).toBeGreaterThan(0);
    }
  });

  it('asks every variant the same tasks, and tells how far it is up to the end', () => {
    for (const { quality } of audit.variants) expect(quality.passed).toHaveLength(2);
    const { done, total } = told.at(-1)!;
    expect(done).toBe(total);
    expect(told.every((each, i) => i === 0 || each.done >= told[i - 1].done)).toBe(true);
    expect(told.map(({ doing }) => doing)).toContain('serving 32 at once');
  });

  it('foretells how long all of it takes as soon as one variant has served, by its own times', () => {
    const known = told.findIndex(({ expected }) => expected !== null);
    expect(told.slice(0, known).every(({ doing }) => doing.startsWith('starting stored'))).toBe(true);
    expect(told[known]).toMatchObject({ doing: 'starting stored', done: 1 });
    expect(told.slice(known).every(({ expected }) => expected! > 0)).toBe(true);
  });

  it('starts each alone, then holds all on one engine', () => {
    expect(opened).toHaveLength(5);
    expect(opened.at(-1)).toBe(`${audit.variants[0].model.name} 4, ${audit.variants[3].model.name} 1`);
  });
});

it('ends with the reason of its signal', async () => {
  const stop = new AbortController();
  const stopped = measureAudit(
    setting({
      signal: stop.signal,
      onProgress: ({ doing }) => doing.startsWith('serving 1') && stop.abort(new Error('enough')),
    }),
  );
  await expect(stopped).rejects.toThrow('enough');
});

it('says where a model has no tasks', async () => {
  const { notes, variants } = await measureAudit(setting({ tasks: [], variants: [variantOf('stored')] }));
  expect(variants[0].quality.passed).toEqual([]);
  expect(notes).toContain(
    'The model has no held-out tasks here: its quality is told by perplexity and KL alone.',
  );
});
