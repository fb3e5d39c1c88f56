import { describe, expect, it } from 'vitest';
import { runLoad } from './run-load.ts';
import { evenCrowd, loadOf, tinySetting } from './testing/load-setting.ts';

const LIMITS = { maxSequences: 8, maxTokensPerStep: 32, blocks: 24 };
const keeping = { requests: true, steps: true };

describe('a build that forgets to give KV blocks back', () => {
  it('holds what each kept, gives the same tokens, and ends', async () => {
    const load = loadOf(evenCrowd(8, 50), LIMITS);
    const sound = await runLoad(load, { ...tinySetting(), keeping });
    const build = { keepsBlocksOf: (id: string) => id === 'r0' || id === 'r3' };
    const faulty = await runLoad(load, { ...tinySetting(), keeping, build });
    const tokens = ({ arms }: typeof sound) => arms[0].requests.map((request) => request.tokens);
    expect(tokens(faulty)).toEqual(tokens(sound));
    const lastHeld = ({ arms }: typeof sound) => arms[0].steps.at(-1)!.blocks;
    // Each of the two has at most 16 positions, or 17 to 32.
    expect(lastHeld(faulty).held - lastHeld(sound).held).toBeGreaterThanOrEqual(2);
    expect(lastHeld(faulty).free).toBe(lastHeld(sound).free - lastHeld(faulty).held + lastHeld(sound).held);
  });

  it('is refused of an arm that has two queues', async () => {
    const load = loadOf(evenCrowd(2, 50), LIMITS);
    const [arm] = load.arms;
    const split = { ...arm, spec: { ...arm.spec, serving: { ...arm.spec.serving, disaggregated: true } } };
    const build = { keepsBlocksOf: () => true };
    await expect(runLoad({ ...load, arms: [split] }, { ...tinySetting(), build })).rejects.toThrow(
      'expected one queue for a faulty build, found two',
    );
  });
});
