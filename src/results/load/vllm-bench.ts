import { deviationOf, distributionOf, percentileOf } from './distribution.ts';
import { latenciesOf } from './load-metrics.ts';
import type { LoadArm, LoadRecord, LoadRequest } from './load-record.ts';

const PERCENTILES = [50, 95, 99];

/**
 * An arm as the result JSON of `vllm bench serve --save-result --save-detailed` (vllm/benchmarks/serve.py), with its key names, order
 * and units: seconds in lists, milliseconds where a name ends in `_ms`, no time counted of requests that failed. Refused requests are
 * failed ones there.
 */
export function vllmBench(record: LoadRecord, arm: LoadArm, date: string): Record<string, unknown> {
  const { requests, metrics, name } = arm;
  const { crowd } = record.experiment;
  const rate = crowd && 'perSecond' in crowd.arrivals ? crowd.arrivals.perSecond : 'inf';
  const burstiness = crowd?.arrivals.kind === 'gamma' ? crowd.arrivals.burstiness : 1;
  const seconds = metrics.duration / 1000;
  const perSecond = (count: number) => (seconds > 0 ? count / seconds : 0);
  const { completed, refused, failed, inputTokens, outputTokens } = metrics;
  return {
    ...{ date, endpoint_type: 'batchmates', backend: 'batchmates', label: name },
    ...{ model_id: record.model.name, tokenizer_id: record.model.name, num_prompts: requests.length },
    ...{ request_rate: rate, burstiness, max_concurrency: null, duration: seconds },
    ...{
      completed,
      failed: refused + failed,
      total_input_tokens: inputTokens,
      total_output_tokens: outputTokens,
    },
    ...{ request_throughput: perSecond(completed), request_goodput: metrics.goodput },
    output_throughput: perSecond(outputTokens),
    total_token_throughput: perSecond(inputTokens + outputTokens),
    ...detailed(requests),
    ...peaks(requests.filter(isDone)),
    rtfx: 0,
    ...statistics(requests.filter(isDone)),
  };
}

function isDone({ outcome }: LoadRequest): boolean {
  return outcome.kind === 'done';
}

function gapsOf({ tokenTimes }: LoadRequest): number[] {
  return tokenTimes.slice(1).map((time, i) => time - tokenTimes[i]);
}

/** One entry a request, in seconds; of one that is not done nothing but why. */
function detailed(requests: readonly LoadRequest[]) {
  const ofDone = <Value>(value: (request: LoadRequest) => Value, other: Value) =>
    requests.map((request) => (isDone(request) ? value(request) : other));
  return {
    input_lens: requests.map(({ promptTokens }) => promptTokens),
    output_lens: ofDone(({ tokens }) => tokens.length, 0),
    ttfts: ofDone((request) => latenciesOf(request).ttft / 1000, 0),
    itls: ofDone((request) => gapsOf(request).map((gap) => gap / 1000), []),
    latencies: ofDone((request) => latenciesOf(request).e2el / 1000, 0),
    start_times: requests.map(({ arrived }) => arrived / 1000),
    queue_times: requests.map(() => 0),
    generated_texts: requests.map(({ text }) => text),
    errors: requests.map(({ outcome }) => ('message' in outcome ? outcome.message : '')),
  };
}

/** Tokens of the busiest second since the first start, and most requests at once: who leaves goes before who comes. */
function peaks(done: readonly LoadRequest[]) {
  const first = done.reduce((least, { arrived }) => Math.min(least, arrived), Number.POSITIVE_INFINITY);
  const seconds = new Map<number, number>();
  for (const { tokenTimes } of done)
    for (const time of tokenTimes) {
      const second = Math.floor((time - first) / 1000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
  const changes = done
    .flatMap(({ arrived, tokenTimes }) => [[arrived, 1] as const, [tokenTimes.at(-1)!, -1] as const])
    .toSorted(([a, up], [b, down]) => a - b || up - down);
  let [now, most] = [0, 0];
  for (const [, change] of changes) {
    now += change;
    most = Math.max(most, now);
  }
  const busiest = [...seconds.values()].reduce((a, b) => Math.max(a, b), 0);
  return { max_output_tokens_per_s: busiest, max_concurrent_requests: most };
}

/** As it prints them for `--percentile-metrics ttft,tpot,itl,e2el`; 0 where there is no value, as there. */
function statistics(done: readonly LoadRequest[]): Record<string, number> {
  const latencies = done.map(latenciesOf);
  const values = {
    ttft: latencies.map(({ ttft }) => ttft),
    tpot: latencies.flatMap(({ tpot }) => (tpot === null ? [] : [tpot])),
    itl: done.flatMap(gapsOf),
    e2el: latencies.map(({ e2el }) => e2el),
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, list]) => {
      const known = list.length > 0 ? list : [0];
      const sorted = Float64Array.from(known).sort();
      const { mean, p50 } = distributionOf(known)!;
      return [
        [`mean_${name}_ms`, mean],
        [`median_${name}_ms`, p50],
        [`std_${name}_ms`, deviationOf(known)],
        ...PERCENTILES.map((each): [string, number] => [`p${each}_${name}_ms`, percentileOf(sorted, each)]),
      ];
    }),
  );
}
