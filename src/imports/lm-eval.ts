import type { Alternative } from '../results/transcripts.ts';
import { ordered } from './alternatives.ts';
import { Field } from './field.ts';
import type { Gathered } from './gathered.ts';

/**
 * Samples of the LM evaluation harness (`samples_*.jsonl`): a record for each document, with the requests made for it (`arguments`) and what
 * each of them gave, repeats included (`resps`). A generation gives a text; a scored continuation gives its log-likelihood and whether
 * greedy decoding would have written it, as numbers or, in newer versions, as texts of them.
 */
export function isSample(record: Field): boolean {
  return record.maybe('doc_id').isThere && record.maybe('resps').isList();
}

/** Reads a file's samples one by one. The same document under another filter is the same answer again, which counts once. */
export function sampleReader(): (record: Field, index: number, into: Gathered) => string {
  const known = new Set<string>();
  return (record, index, into) => {
    const id = record.get('doc_id');
    const named = typeof id.value === 'string' ? id.text() : String(id.whole());
    const requests = argumentsOf(record.get('arguments'));
    const answers = record.get('resps').items();
    if (answers.length === 0) throw record.get('resps').wrong('a list with an answer to each request');
    const isNew = (given: readonly unknown[]) => {
      const key = JSON.stringify([named, ...given]);
      if (known.has(key)) into.count('% records repeat a document under another filter.');
      return known.size < known.add(key).size;
    };
    const place = { record: index, named, prompt: requests[0]?.context ?? null };
    if (isScored(answers[0])) {
      const scores = scoresOf(requests, answers);
      if (isNew(scores.map(({ logprob }) => logprob))) addScores(place, scores, into);
      return 'lm-eval samples, scored continuations';
    }
    const texts = answers.flatMap((answer) =>
      (answer.isList() ? answer.items() : [answer]).map((each) => each.text()),
    );
    if (isNew(texts))
      for (const [choice, text] of texts.entries()) into.addText(index, { ...place, choice, text });
    return 'lm-eval samples, generated texts';
  };
}

interface Request {
  readonly context: string | null;
  /** What was scored; null of a generation, whose second argument are its settings. */
  readonly continuation: string | null;
}

/** A list of `[context, continuation]`, or `gen_args_0: { arg_0, arg_1 }` and so on in newer versions. */
function argumentsOf(field: Field): Request[] {
  if (!field.isThere) return [];
  const requests = field.isList() ? field.items() : field.entries().map(([, request]) => request);
  return requests.map((request) => {
    const [context, continuation] = request.isList()
      ? request.items()
      : [request.get('arg_0'), request.get('arg_1')];
    return { context: textIn(context), continuation: textIn(continuation) };
  });
}

function textIn(field: Field | undefined): string | null {
  return typeof field?.value === 'string' ? field.value : null;
}

/** A repeat of a scored continuation is a pair; of a generation it is a text. */
function isScored(answer: Field): boolean {
  return answer.isList() && answer.items().some((repeat) => repeat.isList());
}

interface Place {
  readonly record: number;
  readonly named: string;
  readonly prompt: string | null;
}

interface Score extends Alternative {
  readonly greedy: boolean | null;
}

function scoresOf(requests: readonly Request[], answers: readonly Field[]): Score[] {
  return answers.map((answer, at) => {
    const [first] = answer.items();
    if (!first) throw answer.wrong('a list with an answer');
    const pair = first.isList() ? first.items() : [first];
    if (pair.length === 0) throw first.wrong('a log-likelihood and whether it is greedy');
    const text = requests[at]?.continuation ?? `continuation ${at}`;
    return { text, id: at, logprob: likelihood(pair[0]), greedy: isTrue(pair[1]) };
  });
}

/** All continuations of a document are one position, whose alternatives they are. */
function addScores({ record, named, prompt }: Place, scores: readonly Score[], into: Gathered): void {
  const top = ordered(
    scores.map(({ text, id, logprob }) => ({ text, id, logprob })),
    into,
  );
  const chosen = scores.length === 1 ? single(scores[0]) : top[0];
  into.add(record, {
    ...{ named, choice: 0, prompt, unit: 'choice', text: chosen.text ?? '' },
    positions: [{ ...chosen, top, logits: null }],
  });
}

/** Of one continuation there is nothing to choose but whether greedy decoding writes it. */
function single({ greedy, ...score }: Score) {
  return greedy === false ? { text: '(another than the one scored)', id: 1, logprob: null } : score;
}

function likelihood(field: Field): number {
  const number =
    typeof field.value === 'string' && field.value.trim() !== '' ? Number(field.value) : field.value;
  return new Field(pythonInfinity(field.value) ?? number, field).logprob();
}

function pythonInfinity(value: unknown): number | null {
  return value === '-inf' ? Number.NEGATIVE_INFINITY : null;
}

function isTrue(field: Field | undefined): boolean | null {
  if (!field?.isThere) return null;
  if (typeof field.value === 'boolean') return field.value;
  if (field.value === 'True' || field.value === 'False') return field.value === 'True';
  throw field.wrong('true or false');
}
