import type { MathName } from '../../numerics/math-name.ts';
import { type Comparison, compareBits, type Finding, type Findings } from './comparison.ts';
import type { OperationProbes } from './probes.ts';
import { replayProbes } from './replay-probes.ts';

/*
 * The column *device*: what a device gives in portable arithmetic against its replay on this CPU, bit for bit. The replay is that of every device, so
 * that two devices which agree with it agree with each other.
 */

/** An output that a device computes and a CPU replays. */
export interface Twice {
  readonly name: string;
  run(probes: OperationProbes, math: MathName): Promise<Float32Array>;
  /** The same with its terms in another order, by a replay; left out where there is none. */
  reordered?(probes: OperationProbes): Promise<Float32Array>;
}

const REPLAY = replayProbes('unfused');
const FUSED = replayProbes('fused');

/** Every output, on the device and replayed. */
export async function* deviceCases(probes: OperationProbes, outputs: Iterable<Twice>): Findings {
  for (const { name, run } of outputs) {
    const here = await run(probes, 'portable');
    yield {
      name: `${name}: this device against its replay`,
      comparison: compareBits(here, await run(REPLAY, 'portable')),
    };
  }
}

/** What is no portable arithmetic, the likeliest fault of a device first. */
const OTHERS: readonly { readonly words: string; run(output: Twice): Promise<Float32Array> | undefined }[] = [
  { words: 'a replay that fuses products into sums', run: ({ run }) => run(FUSED, 'portable') },
  {
    words: 'a replay with JavaScript’s own exp, roots and quotients',
    run: ({ run }) => run(REPLAY, 'native'),
  },
  { words: 'a replay in another order', run: ({ reordered }) => reordered?.(REPLAY) },
];

/**
 * Negative controls: the device against replays that differ on paper from the portable one, so that a sound device must differ from them too. Fusion alone
 * shows nothing where products are exact, as those of two 16-bit floats are, and then no arithmetic does: there another order must show.
 * @param all each of them that differs; else the first, of the first output that has one.
 */
export async function* deviceControls(
  operation: string,
  probes: OperationProbes,
  outputs: readonly Twice[],
  all: boolean,
): Findings {
  let found = 0;
  for (const output of outputs) {
    if (found > 0 && !all) return;
    const due = await output.run(REPLAY, 'portable');
    for (const other of OTHERS) {
      const replay = await other.run(output);
      if (!replay || !differs(compareBits(due, replay))) continue;
      found++;
      yield await control(
        `${operation}, ${output.name}: this device against ${other.words}`,
        output,
        probes,
        replay,
      );
      if (!all) break;
    }
  }
  if (found === 0)
    yield { name: operation, skipped: 'no other arithmetic and no other order differs on paper' };
}

function differs({ differing, finite }: Comparison): boolean {
  return finite && differing > 0;
}

async function control(
  name: string,
  { run }: Twice,
  probes: OperationProbes,
  replay: Float32Array,
): Promise<Finding> {
  return { name, comparison: compareBits(await run(probes, 'portable'), replay) };
}
