/** What was seen of one request of a run, and what of its answer a probe would see. */
export interface SeenRequest {
  /** Index into the tasks. */
  readonly task: number;
  /** Milliseconds from arrival to last token; of the run's clock. */
  readonly latency: number;
  /** Tokens. */
  readonly prompt: number;
  readonly output: number;
  readonly passed: boolean;
  /** Whether its bits are those of the same request in the service as it should be. */
  readonly same: boolean;
  /** Largest share of the pool that was held, by anyone, in a step that it had rows in. */
  readonly occupancy: number;
  /** Of a probe beside itself alone, whether any bit differed; null where it was none. */
  readonly diverged: boolean | null;
}

/** A run's requests in the order in which they came, whose neighbours were each other's company. */
export type Traffic = readonly SeenRequest[];
