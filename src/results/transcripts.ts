/**
 * What is known of one run of anything: of a server's answers with log probabilities, of an evaluation's samples, of logits in a file, of a
 * run of this lab. Two of them are compared in `compare-transcripts.ts`, whoever made them.
 */
export interface Transcript {
  /** The run's name in words, for people: strangers' text. */
  readonly label: string;
  readonly source: TranscriptSource;
  /** The strongest that the run tells of any of its sequences. */
  readonly evidence: Evidence;
  readonly sequences: readonly TranscriptSequence[];
  /** What a reader must know beside the numbers: what was left out, rounded or guessed when it was read. */
  readonly notes: readonly string[];
}

export interface TranscriptSource {
  /** Name of the file; null where there was none. */
  readonly file: string | null;
  /** What it was recognised as, in words: `chat completions with log probabilities`. */
  readonly format: string;
}

/**
 * `bits`: logits, or a fingerprint of them, so that equal means equal in every bit. `logprobs`: log probabilities as somebody printed
 * them. `text`: what was written, and nothing of how sure the model was.
 */
export type Evidence = 'bits' | 'logprobs' | 'text';

/**
 * What one position is. `token`: a generated token. `word`: a piece of a text whose tokens are not known, cut before spaces. `choice`: a
 * question whose answers were scored; its alternatives are the answers. `row`: a row of logits whose token the file does not tell; what
 * stands for it is the highest logit.
 */
export type Unit = 'token' | 'word' | 'choice' | 'row';

export interface TranscriptSequence {
  /** Unlike any other of its transcript. */
  readonly id: string;
  /** Whether the run itself gave the id, so that it means the same in another run; else it is made of the sequence's place. */
  readonly named: boolean;
  /** Id of what was asked: the same for several answers to one question. */
  readonly question: string;
  /** What was asked; null where the run does not tell. */
  readonly prompt: string | null;
  readonly unit: Unit;
  readonly positions: readonly TranscriptPosition[];
  /** What was written, whole; what a `choice` or a `row` has of it is its positions' text. */
  readonly text: string;
  /**
   * Over the tokens and the bits of the logits at each position (`fingerprint.ts`); null where none is told. Equal ones are equal bits
   * although the logits themselves are not there.
   */
  readonly fingerprint: string | null;
  /** Fingerprint@1 beside it, where it is told. */
  readonly fingerprint1?: string;
}

export interface TranscriptPosition {
  /** Text of the token, the word or the answer; null where only an id is told. */
  readonly text: string | null;
  /** Token id; null where only the text is told. */
  readonly id: number | null;
  /** log(probability) of this token in nats, at most 0 but for rounding; null where it is not told. */
  readonly logprob: number | null;
  /** The most probable alternatives, this token among them or not, best first; empty where none is told. */
  readonly top: readonly Alternative[];
  /** (vocabulary) logits that the token was chosen from. */
  readonly logits: Float32Array | null;
}

export interface Alternative {
  /** Null where only the id is told. */
  readonly text: string | null;
  readonly id: number | null;
  /** In nats. */
  readonly logprob: number;
}

/** A position of which nothing is known but its text. */
export function textPosition(text: string): TranscriptPosition {
  return { text, id: null, logprob: null, top: [], logits: null };
}

/** A text in pieces that add up to it, each but the first beginning with the spaces before a word. */
export function wordTexts(text: string): readonly string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

/** The same as positions of which nothing else is known. */
export function wordsOf(text: string): TranscriptPosition[] {
  return wordTexts(text).map(textPosition);
}

/** The strongest evidence among sequences. */
export function evidenceOf(sequences: readonly TranscriptSequence[]): Evidence {
  if (sequences.some(({ fingerprint, positions }) => fingerprint !== null || positions.some(hasLogits)))
    return 'bits';
  return sequences.some(({ positions }) =>
    positions.some(({ logprob, top }) => logprob !== null || top.length > 0),
  )
    ? 'logprobs'
    : 'text';
}

function hasLogits({ logits }: TranscriptPosition): boolean {
  return logits !== null;
}
