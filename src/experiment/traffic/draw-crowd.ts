import { CROWD_ID, type Crowd, type CrowdRequest, type PrefixPart, type TraceRow } from '../crowd.ts';
import { NOISE_KINDS, type NoiseKind } from '../roles.ts';
import { arrivalTimes } from './arrivals.ts';
import { lengthAt } from './lengths.ts';
import { mixedSeed, Variates } from './variates.ts';

/** The crowd's times are drawn beside who comes, so that neither changes the other. */
const TIMES = -1;

/**
 * The requests of a crowd, in order of arrival. Of a closed loop each user's first, all at once; `nextOfUser` gives those that follow.
 * Who comes as the i-th follows from the seed and i alone: another process brings the same requests at other times.
 */
export function drawCrowd(crowd: Crowd): CrowdRequest[] {
  const { arrivals, most } = crowd;
  if (arrivals.kind === 'closed')
    return Array.from({ length: Math.min(arrivals.users, most) }, (_, user) => ofUser(crowd, user, 0, 0));
  if (arrivals.kind === 'trace')
    return arrivals.rows
      .slice(0, most)
      .filter(([ms]) => ms <= crowd.milliseconds)
      .map((row, index) => ofTrace(crowd, arrivals.block, row, index));
  const requests: CrowdRequest[] = [];
  const variates = new Variates(mixedSeed(crowd.seed, TIMES));
  for (const at of arrivalTimes(arrivals, variates, crowd.milliseconds)) {
    if (at > crowd.milliseconds || requests.length === most) break;
    requests.push(drawn(crowd, requests.length, at));
  }
  return requests;
}

/**
 * What the user whose request ended at `endedAt` (milliseconds) sends next, so long after it; null where the crowd's time is over, or
 * `issued` requests are all that it has.
 */
export function nextOfUser(
  crowd: Crowd,
  { turn }: CrowdRequest,
  endedAt: number,
  issued: number,
): CrowdRequest | null {
  const { arrivals, milliseconds, most } = crowd;
  if (arrivals.kind !== 'closed' || turn === null || issued >= most) return null;
  const at = endedAt + arrivals.thinkMs;
  return at > milliseconds ? null : ofUser(crowd, turn.user, turn.round + 1, at);
}

function ofUser(crowd: Crowd, user: number, round: number, at: number): CrowdRequest {
  const users = crowd.arrivals.kind === 'closed' ? crowd.arrivals.users : 1;
  const request = drawn(crowd, round * users + user, at);
  return { ...request, id: `${CROWD_ID}u${user + 1}-${round + 1}`, turn: { user, round } };
}

function ofTrace(crowd: Crowd, size: number, row: TraceRow, index: number): CrowdRequest {
  const [ms, promptTokens, outputTokens, blocks = []] = row;
  const shared = blocks.map((block, place): PrefixPart => {
    const tokens = Math.min(size, promptTokens - place * size);
    return { name: `block-${block}`, tokens };
  });
  const prefix = shared.filter(({ tokens }) => tokens > 0);
  return { ...drawn(crowd, index, ms), promptTokens, outputTokens, prefix };
}

/** Always so many numbers, in one order: moving one slider leaves alone what the others drew. */
function drawn(crowd: Crowd, index: number, at: number): CrowdRequest {
  const variates = new Variates(mixedSeed(crowd.seed, index));
  const [isNoise, kindAt, tierAt, promptAt, outputAt, prefixAt] = Array.from({ length: 6 }, () =>
    variates.unit(),
  );
  const noise = isNoise < crowd.noise;
  const shares = crowd.prefix !== null && prefixAt < crowd.prefix.share;
  const prefix = shares && crowd.prefix ? [{ name: 'crowd', tokens: crowd.prefix.tokens }] : [];
  return {
    id: `${CROWD_ID}${index + 1}`,
    role: noise ? 'noise' : 'clean',
    kind: noise ? kindOf(crowd.kinds, kindAt) : null,
    tier: placeOf(crowd.tiers, tierAt),
    seed: variates.u32(),
    at,
    // A shared prefix comes before what is asked, as a system prompt does.
    promptTokens: lengthAt(crowd.prompt, promptAt) + (prefix[0]?.tokens ?? 0),
    outputTokens: lengthAt(crowd.output, outputAt),
    prefix,
    turn: null,
  };
}

function kindOf(kinds: Crowd['kinds'], share: number): NoiseKind {
  return NOISE_KINDS[
    placeOf(
      NOISE_KINDS.map((kind) => kinds[kind] ?? 0),
      share,
    )
  ];
}

/** The place whose part of the weights' sum holds `share` of it. */
function placeOf(weights: readonly number[], share: number): number {
  let left = share * weights.reduce((sum, weight) => sum + weight, 0);
  const place = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  // Rounding may leave a crumb behind the last one that weighs anything.
  return place < 0 ? weights.findLastIndex((weight) => weight > 0) : place;
}
