import { expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { replayLogits } from '../../lab/position-logits.ts';
import { runExperiment } from '../../lab/run.ts';
import { nanoWithPico, speculating } from '../../lab/testing/speculated.ts';
import { stepFacts } from './step-facts.ts';
import { traceArm } from './trace-arm.ts';

test('every generated position can be computed and looked at again, those of one step each by itself', async () => {
  const experiment = speculating([{ draft: 'pico', k: 4 }], { tokens: 12 });
  const [model, engine] = [await nanoWithPico(), openCpuEngine()];
  const { record } = await runExperiment({ experiment, model, engine });
  const [plain, , recorded] = record.arms;
  const several = recorded.steps.flatMap(({ slices }) => slices).find(({ accepted = 0 }) => accepted > 1)!;
  for (const position of [several.token!, several.token! + 1, several.token! + 2]) {
    const place = { request: 'probe', position };
    const setting = { experiment, model, engine, place };
    const [own, alone] = [
      await replayLogits({ ...setting, recorded }),
      await replayLogits({ ...setting, recorded: plain }),
    ];
    expect(own).toEqual(alone);
    const [trace, beside] = [
      await traceArm({ ...setting, recorded }),
      await traceArm({ ...setting, recorded: plain }),
    ];
    expect(trace.position).toBe(beside.position);
    expect(trace.rows).toBeGreaterThan(1);
    expect(trace.outputs.at(-1)!.values).toEqual(beside.outputs.at(-1)!.values);
    expect(stepFacts(trace, recorded, position).sampledRows).toBe(trace.rows);
  }
});
