import { expect, it } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import { DEFAULT_SERVING } from '../../steps/serving.ts';
import { loadMetrics } from './load-metrics.ts';
import type { LoadArm, LoadRecord, LoadRequest } from './load-record.ts';
import { vllmBench } from './vllm-bench.ts';

const request = (id: string, arrived: number, tokenTimes: readonly number[]): LoadRequest => ({
  ...{ id, role: 'clean', tier: 0, promptTokens: 5, arrived, admitted: arrived, tokenTimes },
  ...{ tokens: tokenTimes.map(() => 7), text: 'x', ended: tokenTimes.at(-1) ?? arrived, preempted: 0 },
  ...{ swapped: 0, cached: 0, evicted: 0, fingerprint: null, outcome: { kind: 'done', reason: 'length' } },
});
const requests: LoadRequest[] = [
  request('a', 0, [500, 700]),
  request('b', 600, [1600]),
  { ...request('c', 650, []), outcome: { kind: 'refused', message: 'the queue is full' } },
];
const experiment = parseExperiment({
  ...{ version: 2, title: 'x', arms: [{ name: 'a', requests: ['p'], kernels: 'variant' }] },
  requests: [{ id: 'p', role: 'probe', promptIds: [1] }],
  crowd: { arrivals: { kind: 'gamma', perSecond: 4, burstiness: 0.5 } },
});
const metrics = loadMetrics(requests, { ttft: 600 });
const arm = { name: 'a', serving: DEFAULT_SERVING, requests, metrics } as unknown as LoadArm;
const record = { experiment, model: { name: 'nano' } } as unknown as LoadRecord;

it('writes an arm as vllm bench serve does, seconds in lists and milliseconds by name', () => {
  const result = vllmBench(record, arm, '20260101-000000');
  // As vllm/benchmarks/serve.py writes them with --save-detailed and all percentile metrics, in its order.
  expect(Object.keys(result)).toEqual([
    ...['date', 'endpoint_type', 'backend', 'label', 'model_id', 'tokenizer_id', 'num_prompts'],
    ...['request_rate', 'burstiness', 'max_concurrency', 'duration', 'completed', 'failed'],
    ...['total_input_tokens', 'total_output_tokens', 'request_throughput', 'request_goodput'],
    ...['output_throughput', 'total_token_throughput', 'input_lens', 'output_lens', 'ttfts', 'itls'],
    ...['latencies', 'start_times', 'queue_times', 'generated_texts', 'errors'],
    ...['max_output_tokens_per_s', 'max_concurrent_requests', 'rtfx'],
    ...['ttft', 'tpot', 'itl', 'e2el'].flatMap((name) => [
      ...[`mean_${name}_ms`, `median_${name}_ms`, `std_${name}_ms`],
      ...[`p50_${name}_ms`, `p95_${name}_ms`, `p99_${name}_ms`],
    ]),
  ]);
  expect(result).toMatchObject({
    ...{ num_prompts: 3, request_rate: 4, burstiness: 0.5, duration: 1.6, completed: 2, failed: 1 },
    ...{ ttfts: [0.5, 1, 0], itls: [[0.2], [], []], latencies: [0.7, 1, 0], output_lens: [2, 1, 0] },
    ...{ start_times: [0, 0.6, 0.65], errors: ['', '', 'the queue is full'], request_goodput: 1 / 1.6 },
    // The first second holds two tokens; b comes before a has ended.
    ...{ max_output_tokens_per_s: 2, max_concurrent_requests: 2, request_throughput: 1.25 },
    ...{ mean_ttft_ms: 750, std_ttft_ms: 250, p95_ttft_ms: 975, mean_tpot_ms: 200, mean_itl_ms: 200 },
  });
});
