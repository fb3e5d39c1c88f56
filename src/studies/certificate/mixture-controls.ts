import { replayArithmetic } from '../../engines/cpu/arithmetic.ts';
import { chooseExperts, rowsTimes } from '../../engines/cpu/cpu-experts.ts';
import { sameTree } from '../../numerics/same-tree.ts';
import { CURE, SUBJECT } from '../../numerics/sets/sets.ts';
import { droppedChoices, expertCapacity } from '../../steps/expert-capacity.ts';
import { type Comparison, compareBits, type Findings } from './comparison.ts';
import { rowsAround } from './generated.ts';
import { mixturePlans, mixtureRow, mixtureWords, tells } from './mixture-cases.ts';
import type { Mixture, MixturePlans, OperationProbes } from './probes.ts';

/** M of the steps whose plans are compared. */
const PLANNED = [1, 8] as const;
/** Of the step in which experts are full: the watched row comes last, when others have taken the room. */
const ROWS = 9;
const PLACE = ROWS - 1;
const CAPACITY = 0.5;
const SEEDS = 64;

/**
 * What a test of a mixture must see: sums under two plans that are different trees, and what a capacity lets in, whose words leave the row out of its
 * experts in one of two companies of one shape.
 */
export async function* mixtureControls(probes: OperationProbes, mixture: Mixture | null): Findings {
  if (!mixture) return;
  const row = mixtureRow(mixture);
  const what = mixtureWords(mixture);
  const [one, other] = PLANNED.map((rows) => mixturePlans(SUBJECT, mixture, rows));
  const alone = rowsAround(row, { rows: 1, place: 0, seed: 1, loudness: 1 }, mixture.activations);
  const planned = `experts, ${what}: the plans of M = ${PLANNED[0]} against those of M = ${PLANNED[1]}`;
  if (sameTree(one.gateUp, other.gateUp)) yield { name: planned, skipped: 'both plans build the same tree' };
  else if (!tells(mixture))
    yield { name: planned, skipped: 'blocks of weights leave nothing beside a large one in so short a sum' };
  else {
    const run = (plans: MixturePlans) => probes.experts(mixture, plans, alone, 0);
    yield { name: planned, comparison: compareBits(await run(one), await run(other)) };
  }
  const name = `experts, ${what}, M = ${ROWS}, room for ${CAPACITY} times an even share: two companies of one shape`;
  const seeds = companiesThatPart(mixture, row);
  if (!seeds) yield { name, skipped: 'no two companies were found that leave the row other experts' };
  else yield { name, comparison: await capacityComparison(probes, mixture, row, seeds) };
}

async function capacityComparison(
  probes: OperationProbes,
  mixture: Mixture,
  row: Float32Array<ArrayBuffer>,
  seeds: readonly [number, number],
): Promise<Comparison> {
  const full = { ...mixture, capacity: CAPACITY };
  const plans = mixturePlans(CURE, mixture, ROWS);
  const [a, b] = await Promise.all(
    seeds.map((seed) => probes.experts(full, plans, stepOf(mixture, row, seed), PLACE)),
  );
  return compareBits(a, b);
}

function stepOf({ activations }: Mixture, row: Float32Array<ArrayBuffer>, seed: number) {
  return rowsAround(row, { rows: ROWS, place: PLACE, seed, loudness: 1 }, activations);
}

/** Two seeds of companies in which other experts have no room for the watched row, on paper already; null where none were found. */
function companiesThatPart(
  mixture: Mixture,
  row: Float32Array<ArrayBuffer>,
): readonly [number, number] | null {
  const first = droppedIn(mixture, stepOf(mixture, row, 1));
  for (let seed = 2; seed <= SEEDS; seed++)
    if (droppedIn(mixture, stepOf(mixture, row, seed)) !== first) return [1, seed];
  return null;
}

/** Which experts have no room for the watched row, as text. */
function droppedIn(
  { experts, hidden, w, activations, ...sizes }: Mixture,
  x: Float32Array<ArrayBuffer>,
): string {
  const arithmetic = replayArithmetic(activations, 'unfused');
  const { router } = mixturePlans(CURE, { experts, hidden, w, activations, ...sizes }, ROWS);
  const chosen = Array.from({ length: ROWS }, (_, i) => {
    const own = x.subarray(i * hidden, (i + 1) * hidden);
    const scores = rowsTimes(arithmetic, router, w.router, { first: 0, columns: experts.count }, own);
    return chooseExperts(arithmetic, scores, experts).map(({ expert }) => expert);
  });
  const dropped = droppedChoices(chosen.flat(), experts.count, expertCapacity(CAPACITY, ROWS, experts));
  return dropped.slice(PLACE * experts.perToken).join();
}
