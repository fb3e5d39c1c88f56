import { kindOf } from '../model/operations.ts';
import { counted, grouped, listed, measured, quoted } from '../results/text.ts';
import type { CacheEntry } from '../studies/microscope/cache-entry.ts';
import type { CausedFact, Look } from '../studies/microscope/microscope.ts';
import type { StepFacts } from '../studies/microscope/step-facts.ts';
import { causeWords, endWords } from './cause.ts';
import { distanceWords, outputWords } from './output.ts';
import { planText } from './plan.ts';

/** What happened between the first rounded bit and the token, a sentence or two for each stage; generated from the facts alone. */
export function story(look: Look): string[] {
  const { first, origin } = look;
  if (!first) return nullStory(look);
  const restart = origin && origin.index !== first.index ? originSentence(look, origin) : null;
  const sentences = [
    entrySentence(look, first),
    restart && removedSentence(look),
    absorbedSentence(look),
    restart,
    roundedSentence(look),
    growthSentence(look),
    tokenSentence(look),
    earlierSentence(look),
  ];
  return sentences.filter((sentence) => sentence !== null);
}

function nullStory({ place, a, b, plansDiffer, contenders, firstDifference }: Look): string[] {
  const steps =
    a.rows === b.rows ? `M = ${a.rows} in both` : `M = ${a.rows} in ${a.arm} and ${b.rows} in ${b.arm}`;
  const agree = `At token ${grouped(place.position)} every bit of the row agrees, from the embedding to the logits (${steps})`;
  const why =
    plansDiffer.length === 0
      ? `both steps add in the same order${a.own ? ', as far as is known' : ''}: ${samePlans(a)}.`
      : `${listed(plansDiffer)} add in different orders, but here those give the same bits.`;
  const chosen = `Both have ${quoted(contenders.chosen.text)}, ahead by ${measured(contenders.gapA)}.`;
  const earlier =
    firstDifference !== null && firstDifference < place.position
      ? [
          `The logits differ from token ${grouped(firstDifference)} on, but nothing of that shows in this row.`,
        ]
      : [];
  return [`${agree}: ${why}`, chosen, ...earlier];
}

function samePlans(step: StepFacts): string {
  const [rmsnorm, down, attention] = (['rmsnorm', 'down', 'attention'] as const).map((name) =>
    planText(step, name),
  );
  return `RMSNorm ${rmsnorm}; matmul, such as the down projection, ${down}; attention ${attention}`;
}

function entrySentence(look: Look, first: CausedFact): string {
  const { a, b, forced, place } = look;
  const fed = forced ? `, with ${b.arm} fed ${a.arm}'s tokens` : '';
  return `At token ${grouped(place.position)}${fed}, ${causeWords(look, first)}: ${endWords(first, b.arm)}.`;
}

function originSentence(look: Look, origin: CausedFact): string {
  return `What reached the logits came in later: ${causeWords(look, origin)}: ${endWords(origin, look.b.arm)}.`;
}

/** Said where nothing of the first difference is left: in one rounding, where no other output had it. */
function removedSentence({ diff, first, origin }: Look): string {
  const between = diff.outputs.slice(first!.index + 1, origin!.index);
  return between.some(({ differing }) => differing > 0)
    ? 'Later roundings removed that difference.'
    : 'The next rounding removed that difference.';
}

function absorbedSentence({ absorbed }: Look): string | null {
  if (absorbed.length === 0) return null;
  return `In ${counted(absorbed.length, 'output')} of this row rounding took away every difference of the inputs.`;
}

function roundedSentence({ b, first, origin, rounded }: Look): string | null {
  if (!rounded || rounded.index === (origin ?? first)!.index) return null;
  return `The first value that still differs once rounded to ${rounded.dtype} is element ${rounded.element} of ${outputWords(rounded)}, ${distanceWords(rounded, b.arm)}.`;
}

export function growthSentence({ diff, first, origin }: Look): string | null {
  const stream = diff.outputs.filter(
    ({ name, differing }, i) => i >= (origin ?? first)!.index && differing > 0 && kindOf(name) === 'add',
  );
  const [start, end] = [stream[0], stream[stream.length - 1]];
  if (!start || start === end) return null;
  const [from, to] = [start, end].map(({ relative }) => measured(relative));
  return `In the residual stream the relative difference went from ${from} at ${outputWords(start)} to ${to} at ${outputWords(end)}.`;
}

export function tokenSentence({ diff, contenders, sampled }: Look): string {
  const { chosen, rival, gapA, gapB, moved, flipped } = contenders;
  const logits = diff.outputs[diff.outputs.length - 1];
  if (logits.differing === 0) return `All ${grouped(logits.elements)} logits agree again in every bit.`;
  const [first, second] = [chosen, rival].map(({ text }) => quoted(text));
  if (moved === 0 && !flipped)
    return `At the logits the ${measured(gapA)} between ${first} and ${second} did not change: ${first} stayed.`;
  const reached = `At the logits the difference moved ${second} ${moved >= 0 ? 'towards' : 'away from'} ${first} by ${measured(Math.abs(moved))}`;
  const gap = `the ${measured(gapA)} between them`;
  if (sampled) {
    const drawn = flipped ? `${first} and ${second} were drawn` : `${first} was drawn both times`;
    return `${reached}, from ${measured(gapA)} to ${measured(gapB)} between them; ${drawn}, which need not be the highest.`;
  }
  if (!flipped && moved < 0) return `${reached}: ${first} stayed.`;
  if (!flipped) return `${reached}, not past ${gap}: ${first} stayed.`;
  if (gapA === 0) return `${reached}; they were tied: ${second} overtook ${first}.`;
  return `${reached}, ${gapB === 0 ? 'exactly' : 'more than'} ${gap}: ${second} overtook ${first}.`;
}

/** What the step read from the cache: what is known of it, and no more. */
function earlierSentence({ place, firstDifference, fork, cacheLayer, first, origin }: Look): string | null {
  const shown =
    cacheLayer === null
      ? null
      : `as layer ${cacheLayer}'s attention shows: there the row's own query, key and value agree`;
  if (firstDifference !== null && firstDifference < place.position) {
    const from = `The logits differ from token ${grouped(firstDifference)} on`;
    // Then that has been said.
    if ((origin ?? first)?.cause === 'cache') return `${from}.`;
    return shown
      ? `${from}, and the keys and values that this step read differed before it, ${shown}.`
      : `${from}, so the keys and values that this step read may have differed before it.`;
  }
  if (shown) {
    const whose = place.position === 0 ? 'of the prompt' : 'of earlier positions';
    return `No earlier token has a logit that differs, but keys or values ${whose} do, ${shown}.`;
  }
  return fork === place.position ? 'No earlier token has a logit that differs.' : null;
}

/** Where the keys and values of a layer first differ, as far as the traces tell; `arm` is B. */
export function entryWords(layer: number, entry: CacheEntry | null, arm: string): string {
  if (!entry)
    return `No generated token before this one has a key or value in layer ${layer} that differs: one of the prompt's earlier rows has.`;
  return `The first key or value of layer ${layer} to differ was written by the step that chose token ${grouped(entry.position)}: element ${entry.element} of ${outputWords(entry)}, ${distanceWords(entry, arm)}.`;
}
