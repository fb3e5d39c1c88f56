import { wordTexts } from '../results/transcripts.ts';
import { asFields, asList, asText, DataError, type Fields } from './data-error.ts';

const MOST_TOKENS = 8192;

export interface ForkSide {
  readonly name: string;
  /** What follows the shared tokens. */
  readonly rest: readonly string[];
}

/** Two streams from one prompt: what they share, and how each goes on. */
export interface ForkData {
  readonly title: string;
  readonly prompt: string;
  /** What was computed on: an adapter, a date. */
  readonly where: string;
  readonly shared: readonly string[];
  readonly a: ForkSide;
  readonly b: ForkSide;
  /** Whether every logit's bits are equal too; null where that is not said. */
  readonly identical: boolean | null;
  /** What the shared texts are: a record has words alone. */
  readonly of: 'token' | 'word';
}

export interface Chosen {
  readonly a: string | null;
  readonly b: string | null;
  readonly probe: string | null;
}

/**
 * Reads `{ prompt, a: { name, tokens }, b: { name, tokens }, title?, where?, identical? }`, or a record of a run, of which the first
 * pair is taken that fits what was chosen. Throws DataError naming what is wrong.
 */
export function readFork(data: unknown, chosen: Chosen): ForkData {
  const fields = asFields(data, '');
  if ('diffs' in fields) return ofRecord(fields, chosen);
  const side = (letter: 'a' | 'b') => {
    const { name, tokens } = asFields(fields[letter], letter);
    return {
      name: asText(name, `${letter}.name`),
      tokens: asList(tokens, `${letter}.tokens`, MOST_TOKENS, asText),
    };
  };
  const { identical } = fields;
  return forkOf({
    title: optional(fields, 'title'),
    prompt: optional(fields, 'prompt'),
    where: optional(fields, 'where'),
    a: side('a'),
    b: side('b'),
    identical: typeof identical === 'boolean' ? identical : null,
    of: 'token',
  });
}

interface Whole {
  readonly name: string;
  readonly tokens: readonly string[];
}

function forkOf({ a, b, ...words }: Omit<ForkData, 'shared' | 'a' | 'b'> & { a: Whole; b: Whole }): ForkData {
  const length = Math.min(a.tokens.length, b.tokens.length);
  let fork = 0;
  while (fork < length && a.tokens[fork] === b.tokens[fork]) fork++;
  return {
    ...words,
    shared: a.tokens.slice(0, fork),
    a: { name: a.name, rest: a.tokens.slice(fork) },
    b: { name: b.name, rest: b.tokens.slice(fork) },
  };
}

/** A record holds whole texts, which are taken word by word. */
function ofRecord(record: Fields, chosen: Chosen): ForkData {
  const fits = (diff: Fields) =>
    (['a', 'b', 'probe'] as const).every((key) => chosen[key] === null || diff[key] === chosen[key]);
  const diff = asList(record.diffs, 'diffs', 4096, asFields).find(fits);
  if (!diff) throw new DataError('diffs: no pair of arms as chosen by the attributes a, b and probe');
  const { title, requests } = asFields(record.experiment, 'experiment');
  const named = (all: unknown, at: string, name: string, key: 'id' | 'name') => {
    const found = asList(all, at, 4096, asFields).find((each) => each[key] === name);
    if (!found) throw new DataError(`${at}: none is called ${name}`);
    return found;
  };
  const probe = asText(diff.probe, 'diffs.probe');
  const whole = (key: 'a' | 'b'): Whole => {
    const name = asText(diff[key], `diffs.${key}`);
    const arm = named(record.arms, 'arms', name, 'name');
    const request = named(arm.requests, `arms.${name}.requests`, probe, 'id');
    return { name, tokens: wordTexts(asText(request.text, `arms.${name}.${probe}.text`)) };
  };
  const { prompt } = named(requests, 'experiment.requests', probe, 'id');
  const adapter = record.adapter === undefined ? {} : asFields(record.adapter, 'adapter');
  return forkOf({
    title: asText(title, 'experiment.title'),
    prompt: typeof prompt === 'string' ? prompt : '',
    where: optional(adapter, 'description'),
    a: whole('a'),
    b: whole('b'),
    identical: diff.identical === true,
    of: 'word',
  });
}

function optional(fields: Fields, name: string): string {
  return fields[name] === undefined ? '' : asText(fields[name], name);
}
