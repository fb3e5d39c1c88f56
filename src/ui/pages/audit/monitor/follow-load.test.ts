import { expect, it } from 'vitest';
import { prometheusText } from '../../../../audit/metrics/prometheus.ts';
import { LoadMonitor } from '../../../../audit/monitor/load-monitor.ts';
import type { LoadEvent } from '../../../../lab/load/load-events.ts';
import { runLoad } from '../../../../lab/load/run-load.ts';
import { EVERY_POSITION } from '../../../../lab/load/shadows.ts';
import { evenCrowd, loadOf, tinySetting } from '../../../../lab/load/testing/load-setting.ts';
import { ArmView } from '../../load/arm-view.ts';
import { LoadFollower } from './follow-load.ts';

const options = { windowMs: 10 };

/** All but the texts of prompts, of which a view has the beginning only. */
function counted({ registry }: LoadMonitor): string {
  return (
    prometheusText(registry)
      .split('\n')
      .filter((line) => !/batchmates_(?:prompts_total|prompt_characters|input_faults_total)/.test(line))
      // Whoever ends within one look is taken in the order of arrival: a sum of doubles follows that in its last bits.
      .map((line) =>
        line.replace(/(_sum\{.*\} )(.*)/, (_, name: string, sum: string) => name + Number(sum).toFixed(9)),
      )
      .join('\n')
  );
}

it('counts of a view that grows what the run’s own sink counts, however often it looks', async () => {
  const { model, ...setting } = tinySetting();
  const events: LoadEvent[] = [];
  const own = new LoadMonitor(options);
  await runLoad(loadOf(evenCrowd(12, 5)), {
    ...{ model, ...setting, shadows: EVERY_POSITION },
    sinkOf: (arm) => own.sinkOf(arm, model.tokenizer),
    onEvent: (event) => events.push(event),
  });
  for (const every of [1, 7, events.length]) {
    const [monitor, follower, view] = [new LoadMonitor(options), new LoadFollower(), new ArmView('crowd')];
    events.forEach((event, i) => {
      view.take(event);
      if (i % every === 0) follower.follow([view], monitor);
    });
    follower.follow([view], monitor);
    expect(counted(monitor)).toBe(counted(own));
    expect(monitor.canaries.all).toEqual(own.canaries.all);
  }
});
