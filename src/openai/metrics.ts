import { z } from 'zod';

const time = z.number().nullable();

/**
 * The object `metrics` that vLLM gives with `--enable-per-request-metrics` (docs/features/per_request_metrics.md), milliseconds:
 * scheduled to first token, first to last token, arrival to scheduled, mean between two tokens; and generated tokens a second from
 * scheduled to the last. Null where an answer has too few tokens for one.
 */
export const metricsSchema = z.looseObject({
  time_to_first_token_ms: time,
  generation_time_ms: time,
  queue_time_ms: time,
  mean_itl_ms: time,
  tokens_per_second: time,
});

export type RequestMetrics = z.output<typeof metricsSchema>;
