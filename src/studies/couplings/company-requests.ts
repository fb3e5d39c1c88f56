import { createRandom } from '../../experiment/random.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { Task } from '../tasks/task-file.ts';
import type { Neighbour, Scene } from './mechanism.ts';
import { LINES } from './scenes.ts';

/** A request as an experiment is written, and the most positions that it takes. */
export interface WrittenRequest {
  readonly request: Readonly<Record<string, unknown>> & { readonly id: string };
  readonly positions: number;
}

const PROBE_TOKENS = 24;
/** Tokens of an opening that is shared: two blocks and a little. */
const OPENING_TOKENS = 36;
const OPENINGS = {
  shared: 'A miller had three sons, and when he died they shared what he left. ',
  other: 'The sun was hot and a small bird sat in a tree by the blue sea. ',
};

/** In the place of tasks that a model has not: as long as they are, so that its steps have as many rows. */
const STAND_INS = ['1, 2, 3, 4, 5, 6, 7, 8', 'red, blue, green, red, blue', 'a, b, c, d, e, f, g, h'];
const STAND_IN = { prompt: 8, answer: 6 };
/** Tokens of a word, at most: a model whose tokens are bytes is asked the beginning, so that its prompts are no longer than another's. */
const TOKENS_A_WORD = 1.5;

interface Probe {
  readonly id: string;
  readonly prompt: string;
  readonly maxNewTokens: number;
  readonly ignoreEos: boolean;
  /** Tokens of the prompt, at most; left out: all of it. */
  readonly most?: number;
}

/** The probes of a scene: lines to go on from, and the tasks. */
export function probeRequests(
  { lines, probesAt = 0, before }: Scene,
  tasks: readonly Task[],
  model: LoadedModel,
): WrittenRequest[] {
  const opening = before.some((neighbour) => neighbour.opening)
    ? ids(OPENINGS.shared, OPENING_TOKENS, model)
    : [];
  const asked = [
    ...(lines ?? LINES).map((prompt, i): Probe => {
      const id = `probe-${i + 1}`;
      const most = Math.floor(TOKENS_A_WORD * prompt.split(' ').length);
      return { id, prompt, maxNewTokens: PROBE_TOKENS, ignoreEos: true, ...(!lines && { most }) };
    }),
    // Behind an opening a task is another.
    ...(opening.length > 0 ? [] : [...tasks.map(asProbe), ...standIns(tasks.length)]),
  ];
  return asked.map((probe) => written(probe, opening, probesAt, model));
}

function asProbe({ id, prompt, maxNewTokens }: Task): Probe {
  return { id, prompt, maxNewTokens, ignoreEos: false };
}

function standIns(tasks: number): Probe[] {
  return STAND_INS.slice(tasks).map((prompt, i) => ({
    ...{ id: `stand-in-${i + 1}`, prompt, most: STAND_IN.prompt },
    ...{ maxNewTokens: STAND_IN.answer, ignoreEos: true },
  }));
}

function written(
  { prompt, most = Infinity, ...rest }: Probe,
  opening: readonly number[],
  at: number,
  model: LoadedModel,
): WrittenRequest {
  const all = hasText(model)
    ? model.tokenizer.encode(prompt, { bos: opening.length === 0 })
    : ids(prompt, Math.min(most, 7), model);
  const own = all.slice(0, most);
  const asText = opening.length === 0 && hasText(model) && own.length === all.length;
  return {
    request: {
      ...{ ...rest, role: 'probe', arrival: { ms: at } },
      ...(asText ? { prompt } : { promptIds: [...opening, ...own] }),
    },
    positions: opening.length + own.length + rest.maxNewTokens,
  };
}

/** A company's requests; its name is in theirs, since an experiment has each name once. */
export function neighbourRequests(
  company: readonly Neighbour[],
  name: string,
  model: LoadedModel,
): WrittenRequest[] {
  return company.map((neighbour, i) => {
    const { tokens, newTokens, at, tier, opening } = neighbour;
    const request = {
      ...{ id: `${name}-${i + 1}`, role: 'noise', maxNewTokens: newTokens, ignoreEos: true },
      ...{ arrival: { ms: at }, ...promptOf(neighbour, i, model) },
      ...(tier !== undefined && { tier }),
    };
    return { request, positions: tokens + newTokens + (opening ? OPENING_TOKENS : 1) };
  });
}

function promptOf({ says, tokens, opening }: Neighbour, i: number, model: LoadedModel) {
  const kind = 'noise' in says ? says.noise : null;
  if (kind && !opening && hasText(model)) return { noise: { kind, seed: i + 1, tokens } };
  const begins = opening ? ids(OPENINGS[opening], OPENING_TOKENS, model) : [];
  // Apart from each other behind what they share.
  const words = 'words' in says ? says.words : `${i + 1} ${kind} ${2 * i + 7} `;
  return { promptIds: [...begins, ...ids(words, tokens, model)] };
}

/** So many tokens: the words over and over; of a model without text, a draw that follows from them. */
function ids(words: string, count: number, model: LoadedModel): number[] {
  if (hasText(model)) {
    const once = model.tokenizer.encode(words, { bos: false });
    return Array.from({ length: count }, (_, i) => once[i % once.length]);
  }
  const seed = [...words].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.below(model.checkpoint.config.vocabSize));
}

/** Of a model that takes ids alone, nothing is written in words. */
function hasText({ tokenizer }: LoadedModel): boolean {
  return tokenizer.size > 0;
}
