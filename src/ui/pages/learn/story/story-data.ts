import { useEffect, useState } from 'react';
import type { BenchReport } from '../../../../bench/report.ts';
import { type Price, priceOf } from '../../../../bench/summary.ts';
import { adapterName } from '../../../../results/adapter-name.ts';
import { pairKeyOf } from '../../../../results/compare-reports.ts';
import type { PositionFigures } from '../../../../results/position-figures.ts';
import { exampleUrl } from '../../../state/data-addresses.ts';
import { EXAMPLE, EXAMPLE_LOOK, type ExampleFile, parseExample } from '../../../state/example-file.ts';
import type { StreamToken } from '../../../state/lab-state.ts';
import { parseStory, type StoryStep, storyFault } from './story-file.ts';

/** The pair of the shipped example that forks. */
export interface StoryPair {
  readonly prompt: string;
  readonly a: readonly StreamToken[];
  readonly b: readonly StreamToken[];
  readonly fork: number;
  /** Up to and including the fork. */
  readonly positions: readonly PositionFigures[];
  /** Where it was computed. */
  readonly adapter: string;
}

/** The price of invariance for decode steps of so many rows. */
export interface StoryPrice {
  readonly rows: number;
  readonly price: Price;
}

export interface StoryData {
  readonly pair: StoryPair;
  readonly step: StoryStep;
  readonly prices: readonly StoryPrice[];
  /** Where the prices were measured. */
  readonly pricedOn: string;
}

/** What the story shows of the example; null until it is there, or where it is not. */
export function useStoryData(): StoryData | null {
  const [data, setData] = useState<StoryData | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    // Without it the story stands as text.
    loadStory(leaving.signal).then(setData, () => undefined);
    return () => leaving.abort();
  }, []);
  return data;
}

async function loadStory(signal: AbortSignal): Promise<StoryData> {
  const [example, step, bench] = await Promise.all(
    [EXAMPLE, EXAMPLE_LOOK, 'bench'].map(async (name) => {
      const answer = await fetch(exampleUrl(name), { signal });
      if (!answer.ok) throw new Error(`${name}: status ${answer.status}`);
      return (await answer.json()) as unknown;
    }),
  );
  return storyData(parseExample(example), parseStory(step), bench as { readonly reports: BenchReport[] });
}

/** Throws an Error where the look was not into the example's own fork. */
export function storyData(
  example: ExampleFile,
  step: StoryStep,
  { reports: [bench] }: { readonly reports: readonly BenchReport[] },
): StoryData {
  const fault = storyFault(step, example);
  if (fault) throw new Error(fault);
  return {
    pair: storyPair(example, step),
    step,
    prices: storyPrices(bench),
    pricedOn: adapterName(bench.adapter),
  };
}

function storyPair({ record, prompts, texts, reports }: ExampleFile, { place }: StoryStep): StoryPair {
  const stream = (arm: string) => {
    const { requests } = record.arms.find(({ name }) => name === arm)!;
    return requests
      .find(({ id }) => id === place.probe)!
      .tokens.map((token) => ({ token, text: texts[token] ?? '' }));
  };
  return {
    prompt: prompts.find(({ request }) => request === place.probe)?.text ?? '',
    a: stream(place.a),
    b: stream(place.b),
    fork: place.position,
    positions: reports.pairs[pairKeyOf(place)].positions,
    adapter: adapterName(record.adapter),
  };
}

/** The decode steps at the shortest context. */
function storyPrices({ cases }: BenchReport): StoryPrice[] {
  const decodes = cases.filter(({ case: { phase } }) => phase === 'decode');
  const shortest = Math.min(...decodes.map(({ case: { positions } }) => positions));
  return decodes
    .filter(({ case: { positions } }) => positions === shortest)
    .flatMap((report) => {
      const price = priceOf(report);
      return price ? [{ rows: report.case.batch, price }] : [];
    });
}
