import { outputLabel } from '../../model/graph.ts';
import { f32FromBits } from '../../numerics/bits.ts';
import { estimateBits } from '../../numerics/error-projection.ts';
import { quantiseAlone } from '../../numerics/quantise-row.ts';
import { klDivergence } from '../../results/logit-diff.ts';
import type { DynamicWidths, LayerWidths, WidthRule } from '../../steps/dynamic-widths.ts';
import { CalibrationRun, type CalibrationSetting, measuresCosts, promptsFor } from './calibration-run.ts';
import { type CalibratedProduct, rowThresholds, staticThresholds } from './thresholds.ts';
import {
  squaredError,
  type WidePlace,
  type WidthError,
  widePlaces,
  widthErrors,
  widthRange,
} from './wide-products.ts';

/** All that thresholds follow from but the target: the same for every arm of a model in the same two formats. */
export interface Calibration {
  readonly places: readonly WidePlace[];
  readonly products: readonly (CalibratedProduct & Pick<WidthRule, 'projection'>)[];
  /** Rows that were looked at. */
  readonly rows: number;
  /** Whether costs are KL that was measured, product by product; else the square of each product's relative error stands for it. */
  readonly measured: boolean;
}

/** Of a prompt and its answer: what passes are foretold by. */
const USUAL_TOKENS = 40;

/**
 * Lets the model answer a few prompts and looks at every row of every product: the error that the smaller format is estimated to make
 * there, and what it costs the next token's distribution where one product alone is in it. Throws ModelError where a weight does not
 * fit a format, and the signal's reason.
 */
export async function calibrate(setting: CalibrationSetting): Promise<Calibration> {
  const { checkpoint, weights, low } = setting;
  const places = widePlaces(checkpoint, weights, low);
  const errors = widthErrors(checkpoint, weights, low);
  const run = new CalibrationRun(setting);
  try {
    const prompts = promptsFor(checkpoint.parameters);
    // Answers, rows that are looked at, and, where they are measured, the costs of each product beside none.
    const passes = (costs: boolean) => prompts * (2 + (costs ? places.length + 1 : 0));
    run.passes = passes(measuresCosts(checkpoint.parameters, places.length, prompts * USUAL_TOKENS));
    const texts = await run.answers();
    const rows = texts.reduce((sum, { length }) => sum + length, 0);
    const measured = measuresCosts(checkpoint.parameters, places.length, rows);
    run.passes = passes(measured);
    const seen = await lookAtRows(run, texts, places, errors, strideFor(checkpoint.parameters, rows));
    const projections = errors.map(({ projection }) => projection);
    const costs = measured
      ? await costsOf(run, texts, { places, low, projections })
      : seen.map(relativeError);
    const products = places.map(({ highBits, lowBits }, i) => ({
      ...{ estimates: seen[i].estimates, squares: seen[i].squares, cost: costs[i] },
      ...{ extraBits: highBits - lowBits, projection: projections[i] },
    }));
    return { places, products, rows, measured };
  } finally {
    run.destroy();
  }
}

/** What the rows of the texts were to a product. */
interface SeenRows {
  readonly estimates: number[];
  readonly squares: { readonly row: number; readonly square: number }[];
  /** Sum of the squares of all that it gave. */
  given: number;
}

/** Multiply-adds that finding errors themselves may take. */
const MOST_SQUARES = 4e9;

/** Every so many rows' error is found itself, beside its estimate. */
function strideFor(parameters: number, rows: number): number {
  return Math.max(1, Math.ceil((parameters * rows) / MOST_SQUARES));
}

async function lookAtRows(
  run: CalibrationRun,
  texts: readonly (readonly number[])[],
  places: readonly WidePlace[],
  errors: readonly WidthError[],
  stride: number,
): Promise<SeenRows[]> {
  const seen = places.map((): SeenRows => ({ estimates: [], squares: [], given: 0 }));
  const readers = indexBy(places, ({ reads }) => reads);
  const givers = indexBy(places, ({ gives }) => gives);
  await run.observe(texts, (_, layer, name, ...values) => {
    const label = outputLabel({ layer, name });
    for (const i of readers.get(label) ?? []) {
      const { estimates, squares } = seen[i];
      const row = Float32Array.from(values[0]);
      if (estimates.length % stride === 0)
        squares.push({ row: estimates.length, square: squaredError(errors[i], row) });
      estimates.push(f32FromBits(estimateBits(errors[i].projection, quantiseAlone(row))));
    }
    for (const i of givers.get(label) ?? [])
      for (const piece of values) for (const y of piece) seen[i].given += y * y;
  });
  return seen;
}

/** Squares of errors over those of what the product gave, both by row: what stands for a cost that would take too long to measure. */
function relativeError({ estimates, squares, given }: SeenRows): number {
  const square = squares.reduce((sum, each) => sum + each.square, 0) / squares.length;
  return given > 0 ? (square * estimates.length) / given : 0;
}

/** The rules of arms with such a target. Throws RangeError where it does not lie between the two formats. */
export function rulesFor(
  { places, products }: Calibration,
  { targetBits, per }: Pick<DynamicWidths, 'targetBits' | 'per'>,
): LayerWidths[] {
  const { low, high } = widthRange(places);
  if (!(targetBits >= low && targetBits <= high))
    throw new RangeError(`expected ${low} to ${high} bits a weight, found ${targetBits}`);
  const share = (targetBits - low) / (high - low);
  const thresholds = (per === 'static' ? staticThresholds : rowThresholds)(products, share);
  return layersOf(places, (i) => ({
    projection: products[i].projection,
    threshold: Math.fround(thresholds[i]),
    ...sizesOf(places[i]),
  }));
}

function sizesOf({ weights, highBits, lowBits }: WidePlace): Pick<WidthRule, 'weights' | 'bits'> {
  return { weights, bits: { low: lowBits / weights, high: highBits / weights } };
}

function layersOf(places: readonly WidePlace[], of: (place: number) => WidthRule): LayerWidths[] {
  const layers: Partial<Record<WidePlace['name'], WidthRule>>[] = [];
  places.forEach(({ layer, name }, i) => {
    layers[layer] = { ...layers[layer], [name]: of(i) };
  });
  return layers as LayerWidths[];
}

/** Mean KL of the next token where one product alone is in the smaller format, nats. */
async function costsOf(
  run: CalibrationRun,
  texts: readonly (readonly number[])[],
  {
    places,
    low,
    projections,
  }: Pick<Calibration, 'places'> &
    Pick<DynamicWidths, 'low'> & { projections: readonly WidthRule['projection'][] },
): Promise<number[]> {
  const own = await run.lastLogits(texts);
  const costs: number[] = [];
  for (const lowered of places.keys()) {
    const rules = layersOf(places, (i) => ({
      projection: projections[i],
      threshold: i === lowered ? Number.POSITIVE_INFINITY : 0,
      ...sizesOf(places[i]),
    }));
    const found = await run.lastLogits(texts, { low, targetBits: 0, per: 'static', rules });
    costs.push(found.reduce((sum, logits, row) => sum + klDivergence(own[row], logits), 0) / found.length);
  }
  return costs;
}

function indexBy(places: readonly WidePlace[], key: (place: WidePlace) => string): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [i, place] of places.entries()) found.set(key(place), [...(found.get(key(place)) ?? []), i]);
  return found;
}
