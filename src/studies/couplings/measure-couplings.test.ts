import { describe, expect, it } from 'vitest';
import { decodeLink } from '../../experiment/link.ts';
import { loadSetting } from '../../lab/load/load-setting.ts';
import { resolveLoad } from '../../lab/load/resolve-load.ts';
import { runLoad } from '../../lab/load/run-load.ts';
import { type Answer, fakeEngine, idModel, VOCABULARY } from '../../lab/testing/fake-engine.ts';
import { rowCount, type StepPlan } from '../../steps/step-plan.ts';
import { type CouplingCell, isMeasured, WAYS } from './coupling-report.ts';
import { effectBetween } from './judge.ts';
import { measureCouplings } from './measure-couplings.ts';
import type { MeasuredMechanism } from './mechanism.ts';
import { MECHANISMS } from './mechanisms.ts';
import { scene } from './scenes.ts';

const model = idModel();
const VARIANT = MECHANISMS.find(({ id }) => id === 'batching-variant') as MeasuredMechanism;

const logitsOf = (value: number) => ({ logits: new Float32Array(VOCABULARY).fill(value) });
const STEADY = logitsOf(0.25);
/** What stands in a step beside the probes. */
const said = ({ slices }: StepPlan) =>
  slices
    .flatMap(({ request, tokens }) => (request.startsWith('probe') ? [] : tokens))
    .reduce((a, b) => a + b, 0);

async function cellsOf(answer: Answer, mechanism: MeasuredMechanism = VARIANT) {
  const setting = { model, written: { name: 'tiny' }, engine: fakeEngine(answer), mechanisms: [mechanism] };
  const { rows } = await measureCouplings(setting);
  return WAYS.map((way) => rows[0].cells[way]);
}

const shown = (cells: readonly CouplingCell[]) =>
  cells.map((cell) => ('cannot' in cell ? cell.cannot : `${cell.effect}, ${cell.control}`));
/** A fault of the arms that have the mechanism, which are those under variant kernels. */
const withIt =
  (fault: Answer): Answer =>
  (spec, plan, position) =>
    spec.kernels.matmul === 'variant' ? { ...STEADY, ...fault(spec, plan, position) } : STEADY;

describe('the coupling matrix', () => {
  it('sees time alone where an engine computes each request by itself', async () => {
    expect(shown(await cellsOf(() => STEADY))).toEqual(['time, time', 'nothing, nothing', 'time, time']);
  });

  it('sees what neighbours say in another token', async () => {
    const leaks = withIt((_, plan) => ({ token: said(plan) % VOCABULARY }));
    const cells = await cellsOf(leaks);
    expect(shown(cells)[1]).toBe('tokens, nothing');
    expect(cells[1]).toMatchObject({ probe: 'probe-1', position: 0 });
  });

  it('sees what neighbours say in bits alone', async () => {
    expect(shown(await cellsOf(withIt((_, plan) => logitsOf(said(plan)))))[1]).toBe('bits, nothing');
  });

  it('sees how many rows a step has, and not what is in them', async () => {
    const cells = shown(await cellsOf(withIt((_, plan) => logitsOf(rowCount(plan)))));
    expect(cells).toEqual(['bits, time', 'nothing, nothing', 'bits, time']);
  });

  it('links in each cell the experiment that it was read from: run again, it has the same effect, times and control', async () => {
    const answer = withIt((_, plan) => ({ token: said(plan) % VOCABULARY, ...logitsOf(rowCount(plan)) }));
    for (const cell of await cellsOf(answer)) {
      if (!isMeasured(cell)) throw new Error(cell.cannot);
      const { link, control, ...seen } = cell;
      const { experiment } = decodeLink(link);
      const setting = { model, engine: fakeEngine(answer), ...loadSetting(experiment) };
      const { arms } = await runLoad(resolveLoad(experiment, model), setting);
      const [before, after, beforeWithout, afterWithout] = arms;
      expect(effectBetween(before, after, [])).toEqual(seen);
      expect(effectBetween(beforeWithout, afterWithout, []).effect).toBe(control);
    }
  });

  it('says that pass rates cannot be measured of a model without tasks', async () => {
    const setting = {
      model,
      written: { name: 'tiny' },
      engine: fakeEngine(() => STEADY),
      mechanisms: [VARIANT],
    };
    const { rows, notes } = await measureCouplings({ ...setting, notes: ['of the certificate'] });
    expect(rows[0].cells.shape).toMatchObject({ passed: null });
    expect(notes).toEqual([
      expect.stringMatching(/^Pass rates cannot be measured here/),
      'of the certificate',
    ]);
  });

  it('says nothing of an engine that gives other bits each time', async () => {
    let runs = 0;
    expect(shown(await cellsOf(() => logitsOf(runs++)))).toEqual(
      WAYS.map(() => 'the same run twice gave other bits'),
    );
  });

  it('says so where a mechanism did not come to act, in neither arm of a cell', async () => {
    const acted = (arm: { readonly name: string }) => arm.name === 'other load';
    const cells = shown(await cellsOf(() => STEADY, { ...VARIANT, acted }));
    expect(cells).toEqual([
      ...[
        'the mechanism did not come to act in so small a run',
        'the mechanism did not come to act in so small a run',
      ],
      'time, time',
    ]);
  });

  it('gives the reason of a refusal', async () => {
    const on = { ...VARIANT.on, serving: { packing: 'masked', prefix: 'on' } };
    for (const cell of shown(await cellsOf(() => STEADY, { ...VARIANT, on })))
      expect(cell).toContain('packing does not go with prefix reuse');
  });

  it('has a row with its reason for what is not to be had', async () => {
    const mechanisms = [{ id: 'later', name: 'Later', absent: 'needs what is not there' }];
    const { rows } = await measureCouplings({
      model,
      written: { name: 'tiny' },
      engine: fakeEngine(() => STEADY),
      mechanisms,
    });
    expect(Object.values(rows[0].cells)).toEqual(WAYS.map(() => ({ cannot: 'needs what is not there' })));
  });

  it('ends with the signal before the next row', async () => {
    const ending = new AbortController();
    const setting = {
      model,
      written: { name: 'tiny' },
      engine: fakeEngine(() => STEADY),
      mechanisms: [VARIANT, VARIANT],
    };
    let rows = 0;
    const onRow = () => {
      rows++;
      ending.abort(new Error('enough'));
    };
    await expect(measureCouplings({ ...setting, signal: ending.signal, onRow })).rejects.toThrow('enough');
    expect(rows).toBe(1);
  });
});

describe('a scene', () => {
  it('changes one respect at a time', () => {
    const { before, shape, content, load } = scene();
    const lengths = (company: typeof before) => company.map(({ tokens, newTokens }) => [tokens, newTokens]);
    expect(lengths(content)).toEqual(lengths(before));
    expect(lengths(load)).toEqual(lengths(before));
    expect(load.map(({ says }) => says)).toEqual(before.map(({ says }) => says));
    expect(content.map(({ at }) => at)).toEqual(before.map(({ at }) => at));
    expect(shape.every(({ says }) => says === before[0].says)).toBe(true);
    expect(lengths(shape)).not.toEqual(lengths(before));
    expect(content.some(({ says }) => says === before[0].says)).toBe(false);
    expect(load.some(({ at }, i) => at === before[i].at)).toBe(false);
  });
});
