/** One harness in a process of its own: what it takes of memory is its own, and if it hangs or dies the others go on. */
import { HARNESSES } from './harnesses.ts';
import { placeTeller } from './place.ts';
import { type FuzzOptions, runHarness } from './run-harness.ts';

const [name, place, options] = process.argv.slice(2);
const harness = HARNESSES.find((each) => each.name === name)!;
const report = await runHarness(harness, {
  ...(JSON.parse(options) as Omit<FuzzOptions, 'onCase'>),
  onCase: placeTeller(place),
});
process.send!(report);
process.disconnect();
