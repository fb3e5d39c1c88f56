import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TABLE } from '../src/lab/load/testing/load-setting.ts';
import { runTaskLoad } from '../src/studies/tasks/load-tasks.ts';
import { stratifiedSubset } from '../src/studies/tasks/subset.ts';
import { greedySeeds, SAMPLED_AT, SEEDS } from '../src/studies/tracker/bake-answers.ts';
import { bakedLibrary, bakedSetting, libraryTasks } from '../src/studies/tracker/bake-tracker.node.ts';
import { ANSWER_SETTINGS } from '../src/studies/tracker/faults.ts';
import { measureAnswers } from '../src/studies/tracker/measure-answers.ts';

const STALE =
  'the answers that the tracker draws from are of another model, task file or plan: npm run bake:tracker';

const library = bakedLibrary();
const { file } = library;
const setting = bakedSetting();
const tasks = libraryTasks();
const indexOf = new Map(tasks.map(({ id }, i) => [id, i]));
const FEW = stratifiedSubset(tasks, 24);
/** What follows nobody's company is the same with few tasks as with all. */
const AGAIN = ANSWER_SETTINGS.filter(({ company }) => !company);
const named = (id: string) => ANSWER_SETTINGS.find((each) => each.id === id)!;

const bakedOf = (id: string, decoding: 'greedy' | 'sampled', seed: number) =>
  FEW.map((task) => library.answersOf(id, decoding).passed[seed - 1][indexOf.get(task.id)!] === 1);

describe('the answers that the tracker draws from', () => {
  it('are of every setting, with all seeds', () => {
    expect(
      file.settings.map(({ id }) => id),
      STALE,
    ).toEqual(ANSWER_SETTINGS.map(({ id }) => id));
    for (const { id, greedy, sampled } of file.settings) {
      expect(greedy, id).toHaveLength(greedySeeds(named(id)).length);
      expect(sampled, id).toHaveLength(SEEDS);
    }
    expect(file.temperature, STALE).toBe(SAMPLED_AT);
  });

  it('are of today’s weights and tasks', () => {
    const hash = (path: string) => `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
    expect(file.models, STALE).toEqual({
      nano: hash('public/models/nano/model.safetensors'),
      pico: hash('public/models/pico/model.safetensors'),
    });
    expect([file.taskFile, file.tasks], STALE).toEqual([setting.taskFile, tasks.length]);
  });

  it.each(AGAIN)('are what is answered today, greedily and drawn: $name', async (each) => {
    for (const [temperature, decoding] of [[0, 'greedy'] as const, [SAMPLED_AT, 'sampled'] as const]) {
      const { outcomes, record } = await measureAnswers(
        FEW,
        { setting: each, seed: 1, temperature },
        setting,
      );
      const now = outcomes.map(({ passed }) => passed);
      expect(now, `${decoding}: ${STALE}`).toEqual(bakedOf(each.id, decoding, 1));
      const rules = record.postures.flatMap(({ operations }) => operations.map(({ rule }) => rule));
      for (const rule of rules) expect(file.rules, STALE).toContain(rule);
    }
  });

  it('have the same bits from a warm cache under invariant kernels, and others under variant ones', () => {
    const of = (id: string) => file.settings.find((each) => each.id === id)!;
    expect([of('warm-invariant').otherBits, of('warm-invariant').otherTokens]).toEqual([0, 0]);
    expect(of('warm-invariant').sampled).toEqual(of('none').sampled);
    expect(of('warm-variant').otherBits).toBeGreaterThan(0);
    expect(of('company-variant').otherBits).toBeGreaterThan(0);
  });

  it('of requests that go astray under load are pico’s, and of the others nano’s', async () => {
    const faults = { misrouted: { share: 0.3, seed: 5, to: { model: 'pico' } } };
    const arm = { set: 'invariant', dtype: 'bf16', batch: 16 } as const;
    const [model, pico] = [await setting.modelOf('nano'), await setting.modelOf('pico')];
    const scores = await runTaskLoad(
      FEW,
      { arm, perSecond: 100, effort: null, seed: 1, faults },
      { model, beside: new Map([['pico', pico]]), engine: setting.engine, clock: 'virtual', table: TABLE },
    );
    const [own, astray] = [bakedOf('none', 'greedy', 1), bakedOf('pico', 'greedy', 1)];
    const nano = (await measureAnswers(FEW, { setting: named('none'), seed: 1, temperature: 0 }, setting))
      .outcomes;
    const from = scores.tasks.map(({ fingerprint, passed }, i) => {
      const whose = fingerprint === nano[i].fingerprint ? 'nano' : 'pico';
      expect(passed).toBe(whose === 'nano' ? own[i] : astray[i]);
      return whose;
    });
    expect(new Set(from)).toEqual(new Set(['nano', 'pico']));
  });
});
