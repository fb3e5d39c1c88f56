import { expect, it } from 'vitest';
import { Gate } from '../gate.ts';
import { LoadControl } from './load-control.ts';
import type { LoadEvent } from './load-events.ts';
import { RealClock } from './run-clock.ts';
import { runLoad } from './run-load.ts';
import { evenCrowd, loadOf, tinySetting } from './testing/load-setting.ts';

const COMES_AFTER = 900;
const HELD = 400;

it('a real clock that is held while nobody is there stops at once, and goes on from there', async () => {
  const control = new LoadControl(new Gate());
  const seen: { readonly event: LoadEvent; readonly life: number }[] = [];
  let [asked, resumed] = [0, 0];
  const onEvent = (event: LoadEvent) => {
    seen.push({ event, life: performance.now() });
    if (event.type === 'ended' && event.request === 0)
      setTimeout(() => {
        asked = performance.now();
        control.gate.pause();
      }, 20);
    if (event.type === 'clock' && event.paused)
      setTimeout(() => {
        resumed = performance.now();
        control.gate.resume();
      }, HELD);
  };
  const crowd = evenCrowd(2, COMES_AFTER).map((each) => ({ ...each, maxNewTokens: 2 }));
  const record = await runLoad(loadOf(crowd), { ...tinySetting(), clock: 'real', control, onEvent });
  const clocks = seen.filter(({ event }) => event.type === 'clock');
  expect(clocks.map(({ event }) => event)).toMatchObject([{ paused: true }, { paused: false }]);
  expect(clocks[0].life - asked).toBeLessThan(200);
  expect(clocks[1].event.at - clocks[0].event.at).toBeLessThan(HELD / 2);
  const second = seen.find(({ event }) => event.type === 'arrived' && event.request === 1)!;
  // What was left to wait when it was held is waited for afterwards.
  expect(second.life - resumed).toBeGreaterThan(COMES_AFTER - clocks[0].event.at - 20);
  expect(record.arms[0].requests.map(({ arrived }) => arrived)).toEqual([0, COMES_AFTER]);
  expect(record.arms[0].metrics.completed).toBe(2);
});

it('one that is stepped waits for whoever comes: the step would be none', async () => {
  const gate = new Gate();
  gate.step();
  await gate.pass();
  const clock = new RealClock(gate);
  await clock.waitUntil(30, undefined);
  expect(clock.now()).toBeGreaterThanOrEqual(29);
  const waited = clock.waitUntil(60_000, undefined);
  gate.pause();
  await waited;
  expect(clock.now()).toBeLessThan(30_000);
});
