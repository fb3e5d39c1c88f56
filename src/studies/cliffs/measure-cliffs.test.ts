import { beforeAll, describe, expect, it } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { loadModel } from '../../model/load.ts';
import { cliffPrompts } from './cliff-prompts.ts';
import { type CliffReport, cliffOf, planLetters, WIDTHS } from './cliff-report.ts';
import { measureCliffs } from './measure-cliffs.ts';

let report: CliffReport;
const told: string[] = [];

beforeAll(async () => {
  const model = await loadModel(nodeModelFiles('public/models/pico'), 'pico');
  report = await measureCliffs({
    ...{ model, written: { name: 'pico' }, engine: openCpuEngine(), prompts: cliffPrompts(2), tokens: 24 },
    onProgress: ({ done, total, name }) => told.push(`${done} of ${total} ${name}`),
  });
});

const rowsOf = (set: string) => report.rows.filter((row) => row.set === set);
const plansOf = (set: string) => report.plans.filter((plan) => plan.set === set);

describe('the cliff map', () => {
  it('has other bits at every width under variant kernels, and none in the control', () => {
    for (const { cells } of rowsOf('variant'))
      for (const cell of cells) expect(cliffOf(cell)).not.toBe('nothing');
    for (const { cells } of rowsOf('invariant'))
      for (const cell of cells) {
        expect(cliffOf(cell)).toBe('nothing');
        expect(cell).toMatchObject({ stream: 0, fork: null, maxKl: 0 });
      }
  });

  it('has a plan for each width, which changes under variant kernels alone', () => {
    expect(plansOf('variant').map(({ operation }) => operation)).toContain('down');
    for (const { plans } of report.plans) {
      expect(plans).toHaveLength(1 + WIDTHS.length);
      expect(plans).not.toContain('');
    }
    expect(plansOf('variant').some((plan) => new Set(planLetters(plan)).size > 1)).toBe(true);
    for (const plan of plansOf('invariant')) expect(new Set(planLetters(plan))).toEqual(new Set(['A']));
  });

  it('tells of each row before it is measured', () => {
    expect(told).toHaveLength(4);
    expect(told[0]).toBe(`0 of 4 variant: ${cliffPrompts(1)[0]}`);
    expect(told[3]).toMatch(/^3 of 4 invariant: /);
  });
});
