import type { Digest } from '../../numerics/digest.ts';
import type {
  CanaryLook,
  LoadClock,
  LoadRequest,
  LoadStep,
  RouteTaken,
} from '../../results/load/load-record.ts';
import type { Sample } from '../../steps/step-output.ts';

/** A token that a step chose, with what goes into its request's fingerprint. */
export interface ChosenToken {
  readonly request: string;
  readonly token: number;
  readonly digest: Digest;
  /** All that its row gave. */
  readonly sample: Sample;
}

/** Where an arm's entries go as they are made, so that none has to be kept. Awaited: a slow one holds the run up. */
export interface LoadSink {
  began?(clock: LoadClock): void;
  arrived?(request: ArrivedEntry): void | Promise<void>;
  /** `index` stands for these texts from now on. */
  plan?(index: number, texts: Readonly<Record<string, string>>): void;
  /** Of an arm with a route: where it was sent as it came. Not told of again once a run that was broken off goes on. */
  sent?(request: string, route: RouteTaken): void;
  /** Of an arm with a canary: its test has looked. Not told of again either. */
  looked?(look: CanaryLook): void;
  step?(step: LoadStep, chosen: readonly ChosenToken[]): void | Promise<void>;
  /** It had ended before the run was broken off, and is on the lines already. */
  passed?(request: LoadRequest, index: number): void;
  /** Everyone has ended. */
  over?(): void;
  /** It has ended. */
  request?(request: LoadRequest): void | Promise<void>;
}

export interface ArrivedEntry {
  readonly id: string;
  readonly index: number;
  readonly arrived: number;
  readonly promptTokens: readonly number[];
}
