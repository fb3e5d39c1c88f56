import { MOST_JSON_BYTES } from '../../imports/limits.ts';
import type { LoadRequest } from '../../results/load/load-record.ts';
import type { JsonObject } from './jsonl-reader.ts';
import type { TableSource } from './table-source.ts';

/** What a request under load was, as a row of a table: milliseconds and tokens. No text of it. */
export function requestFields(request: LoadRequest): JsonObject {
  const { role, tier, promptTokens, tokens, arrived, admitted, tokenTimes, outcome } = request;
  const [first, last] = [tokenTimes[0], tokenTimes.at(-1)];
  return {
    ...{ role, tier, outcome: outcome.kind, promptTokens, outputTokens: tokens.length },
    queued: admitted === null ? null : admitted - arrived,
    ttft: first === undefined ? null : first - arrived,
    tpot: tokenTimes.length > 1 ? (last! - first) / (tokenTimes.length - 1) : null,
    e2el: request.ended === null ? null : request.ended - arrived,
    ...{
      cached: request.cached,
      evicted: request.evicted,
      preempted: request.preempted,
      swapped: request.swapped,
    },
  };
}

/**
 * Of a run's lines under load (`lab load --jsonl`) the requests, of one arm or of all, as rows of their figures; any other file's lines as they are.
 * Its first line tells which it is.
 */
export function loadLineFields(arm: string | null): (line: JsonObject) => JsonObject | null {
  let isLoad: boolean | null = null;
  return (line) => {
    isLoad ??= line.type === 'run' && typeof line.experiment === 'string';
    if (!isLoad) return line;
    if (line.type !== 'request' || (arm !== null && line.arm !== arm)) return null;
    return { arm: line.arm, ...requestFields(line as unknown as LoadRequest) };
  };
}

/** Rows of a file that `lab load --json` wrote, of one arm or of all; null: it is none. */
export async function loadJsonFields(source: TableSource, arm: string | null): Promise<JsonObject[] | null> {
  if (!/\.json$/i.test(source.name) || source.size > MOST_JSON_BYTES) return null;
  let run: { readonly arms?: unknown } | null;
  try {
    run = JSON.parse(new TextDecoder().decode(await source.slice(0, source.size)));
  } catch {
    return null;
  }
  if (typeof run !== 'object' || !Array.isArray(run?.arms)) return null;
  const arms = run.arms as {
    readonly name: string;
    readonly requests?: readonly (LoadRequest & { done: number | null })[];
  }[];
  return arms
    .filter(({ name }) => arm === null || name === arm)
    .flatMap(({ name, requests }) =>
      (requests ?? []).map((request) => ({
        arm: name,
        ...requestFields({ ...request, ended: request.done }),
      })),
    );
}
