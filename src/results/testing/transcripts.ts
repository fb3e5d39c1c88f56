import {
  evidenceOf,
  type Transcript,
  type TranscriptPosition,
  type TranscriptSequence,
  textPosition,
} from '../transcripts.ts';

/** A sequence of tokens, one for each text, with nothing known of them but what `more` says. */
export function sequenceOf(
  id: string,
  tokens: readonly string[],
  more: Partial<TranscriptSequence> = {},
): TranscriptSequence {
  return {
    id,
    named: true,
    question: id,
    prompt: null,
    unit: 'token',
    positions: tokens.map(textPosition),
    text: tokens.join(''),
    fingerprint: null,
    ...more,
  };
}

export function transcriptOf(label: string, sequences: readonly TranscriptSequence[]): Transcript {
  const source = { file: null, format: 'made for a test' };
  return { label, source, evidence: evidenceOf(sequences), sequences, notes: [] };
}

/** A position with a list of alternatives, best first; its token is the first unless told. */
export function listed(top: Readonly<Record<string, number>>, token?: string): TranscriptPosition {
  const alternatives = Object.entries(top)
    .map(([text, logprob]) => ({ text, id: null, logprob }))
    .toSorted((x, y) => y.logprob - x.logprob);
  const text = token ?? alternatives[0].text;
  return { ...textPosition(text), logprob: top[text] ?? null, top: alternatives };
}
