import type { Role } from '../../experiment/schema.ts';
import type {
  CanaryLook,
  LoadArm,
  LoadClock,
  LoadOutcome,
  LoadStep,
} from '../../results/load/load-record.ts';
import type { Serving } from '../../steps/serving.ts';

/**
 * What happens under load, in the order in which it happens; everything in it is plain data. Requests are named by their index, which
 * counts an arm's requests in the order of their arrival and is that of `LoadStep.owners` too. Times (`at`) are milliseconds of the
 * arm's clock.
 */
export type LoadEvent =
  | ArmBegan
  | RequestArrived
  | RequestAdmitted
  | RequestGaveWay
  | TokenChosen
  | RequestEnded
  | StepTaken
  | ServingSwitched
  | ClockSet
  | ArmEnded
  | CanaryLooked
  | DeviceReplaced;

interface OfArm {
  readonly arm: string;
  readonly at: number;
}

interface OfRequest extends OfArm {
  readonly request: number;
}

/** Before anything else of an arm. */
export interface ArmBegan extends OfArm {
  readonly type: 'began';
  readonly serving: Serving;
  readonly clock: LoadClock;
  /** KV blocks of the pool, places for blocks in host memory, and most requests at once. */
  readonly blocks: number;
  readonly hostBlocks: number;
  readonly maxSequences: number;
  /** Requests that will arrive in all; of a closed loop, whose users wait for their answers, null. */
  readonly expected: number | null;
  /** A request may be longer than the pool, and goes on by eviction alone: the arm is switched to nothing else. Left out: none is. */
  readonly keepsEvicting?: true;
}

interface RequestArrived extends OfRequest {
  readonly type: 'arrived';
  readonly id: string;
  readonly role: Role;
  readonly tier: number;
  readonly promptTokens: number;
  /** Most tokens that it asks for. */
  readonly outputTokens: number;
  /** The beginning of what it asks. */
  readonly prompt: string;
}

/** It has rows in a step for the first time, or again after it gave way. `cached`: tokens whose keys were there already. */
interface RequestAdmitted extends OfRequest {
  readonly type: 'admitted';
  readonly step: number;
  readonly cached: number;
}

/** It lost its blocks: to be computed again, or to host memory. */
interface RequestGaveWay extends OfRequest {
  readonly type: 'gave-way';
  readonly step: number;
  readonly how: 'recompute' | 'swap';
}

interface TokenChosen extends OfRequest {
  readonly type: 'token';
  readonly step: number;
  /** Counts the request's generated tokens from 0. */
  readonly position: number;
  readonly token: number;
  readonly text: string;
}

interface RequestEnded extends OfRequest {
  readonly type: 'ended';
  readonly outcome: LoadOutcome;
  /** As in the record; null where it has none. */
  readonly fingerprint: string | null;
  /** Of a probe, as in the record. */
  readonly promptHash?: string;
}

/** A step was taken; `at` is when it ended. What it did to requests comes before it. */
interface StepTaken extends OfArm {
  readonly type: 'step';
  readonly step: LoadStep;
}

/** A mechanism was switched in mid-run: steps from now on are planned by it. */
export interface ServingSwitched extends OfArm {
  readonly type: 'serving';
  readonly serving: Serving;
}

/** The run waits, goes on, or goes on at another speed: milliseconds of the clock for one of life, null as fast as it can. */
export interface ClockSet extends OfArm {
  readonly type: 'clock';
  readonly paused: boolean;
  readonly speed: number | null;
}

export interface ArmEnded extends OfArm {
  readonly type: 'arm-ended';
  readonly metrics: LoadArm['metrics'];
  readonly mechanisms: LoadArm['mechanisms'];
}

/** A request of a canary has ended, and its test has looked; the last look of a trial that is over has decided. */
interface CanaryLooked extends OfArm {
  readonly type: 'canary';
  readonly look: CanaryLook;
}

/** The device was lost and another one took its place: so many requests are computed again from their tokens. */
export interface DeviceReplaced extends OfArm {
  readonly type: 'device-replaced';
  readonly requests: number;
  readonly message: string;
}
