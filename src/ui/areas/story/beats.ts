/** What is played: so many tokens of the longer answer, and where the two part. */
export interface Score {
  readonly length: number;
  readonly fork: number | null;
}

/** Before the first token, so that the question is read first. */
const START_MS = 600;
/** At the fork, while the texts part. */
const PART_MS = 900;
/** A token takes no longer; many tokens share `STRETCH_MS`. */
const TOKEN_MS = 75;
const STRETCH_MS = 2600;

interface Stretch {
  readonly from: number;
  readonly begin: number;
  readonly pace: number;
}

function stretch(from: number, to: number, begin: number): Stretch {
  return { from, begin, pace: Math.min(TOKEN_MS, STRETCH_MS / Math.max(1, to - from)) };
}

/** Up to the fork, then after it: both within seconds, however long the answers are. */
function stretches({ length, fork }: Score): readonly [common: Stretch, apart: Stretch] {
  const parting = fork ?? length;
  const common = stretch(0, parting, START_MS);
  const end = START_MS + parting * common.pace;
  return [common, stretch(parting, length, fork === null ? end : end + PART_MS)];
}

/** Tokens that are written after so many milliseconds: of both answers, which keep step. */
export function writtenAt(ms: number, score: Score): number {
  const [common, apart] = stretches(score);
  const { from, begin, pace } = ms < apart.begin ? common : apart;
  if (ms < begin) return from;
  const most = ms < apart.begin ? apart.from : score.length;
  return Math.min(most, from + 1 + Math.floor((ms - begin) / pace));
}

/** Whether the texts have begun to part. */
export function hasParted(ms: number, score: Score): boolean {
  return score.fork !== null && ms >= stretches(score)[1].begin - PART_MS;
}

/** When all of it is written. */
export function lengthOf(score: Score): number {
  const [, apart] = stretches(score);
  return apart.begin + (score.length - apart.from) * apart.pace;
}
