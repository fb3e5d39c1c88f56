import { ImportError } from '../../imports/import-error.ts';
import { MOST_JSON_BYTES } from '../../imports/limits.ts';
import { fieldProblem } from '../../results/load/line-fields.ts';
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
export function loadLineFields(arm: string | null): (line: JsonObject, where: string) => JsonObject | null {
  let isLoad: boolean | null = null;
  return (line, where) => {
    isLoad ??= line.type === 'run' && typeof line.experiment === 'string';
    if (!isLoad) return line;
    if (line.type !== 'request' || (arm !== null && line.arm !== arm)) return null;
    return { arm: line.arm, ...requestFields(checkedRequest(line, where)) };
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
  return (run.arms as readonly unknown[]).flatMap((each, i) => {
    const { name, requests = [] } = (each ?? {}) as JsonObject;
    const where = `${source.name}, arms[${i}]`;
    if (typeof name !== 'string' || !Array.isArray(requests))
      throw new ImportError(where, 'expected an arm with a name and its requests');
    if (arm !== null && name !== arm) return [];
    return requests.map((request: JsonObject | null, at) => {
      const line = { ...request, arm: name, ended: request?.done ?? null };
      return { arm: name, ...requestFields(checkedRequest(line, `${where}.requests[${at}]`)) };
    });
  });
}

/** A file may have been edited, or be of something else. Throws ImportError naming the field. */
function checkedRequest(line: JsonObject, where: string): LoadRequest {
  const problem = fieldProblem(line, 'request');
  if (problem) throw new ImportError(where, `${problem.path}: expected a request's ${problem.expected}`);
  if (!Array.isArray(line.tokens)) throw new ImportError(where, "tokens: expected a request's list");
  for (const field of ['admitted', 'ended'] as const)
    if (line[field] !== null && typeof line[field] !== 'number')
      throw new ImportError(where, `${field}: expected a request's number, or null`);
  return line as unknown as LoadRequest;
}
