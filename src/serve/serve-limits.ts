/** What one server takes on, checked by whoever opens it. */
export interface ServeLimits {
  /** Bytes of a body. */
  readonly body: number;
  /** Requests that may wait for a first step; more are told to come again. */
  readonly waiting: number;
  /** Requests a minute of one client's address; null: no bound. */
  readonly rate: number | null;
  /** Characters that wait for one client who reads slowly. */
  readonly buffer: number;
  /** Watchers at once. */
  readonly watchers: number;
  /** Milliseconds for a client to take what is left to it once its answer has ended. */
  readonly patience: number;
}

export const DEFAULT_LIMITS: ServeLimits = {
  body: 1 << 20,
  waiting: 256,
  rate: null,
  buffer: 1 << 20,
  watchers: 16,
  patience: 30_000,
};
