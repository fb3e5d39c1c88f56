import type { TextCodec } from '../model/tokenizer.ts';
import type { StepRecord } from '../results/record.ts';
import type { ResolvedArm } from './resolve.ts';
import type { NewToken } from './step-record.ts';

/** Bytes of weights, as stored, that are on the device, and of all. */
export interface UploadingEvent {
  readonly type: 'uploading';
  readonly done: number;
  readonly total: number;
}

/** Passes over texts by which two widths' thresholds are calibrated that are done, and how many there are. */
export interface CalibratingEvent {
  readonly type: 'calibrating';
  readonly done: number;
  readonly total: number;
}

/** What happens during a run, in order; everything in it is plain data. */
export type LabEvent =
  | UploadingEvent
  | CalibratingEvent
  | { readonly type: 'opening'; readonly arm: string; readonly index: number; readonly arms: number }
  | {
      readonly type: 'step';
      readonly arm: string;
      readonly step: StepRecord;
      readonly tokens: readonly (NewToken & { readonly text: string })[];
      /** Tokens generated in all arms, and the most there can be. */
      readonly generated: number;
      readonly total: number;
    }
  /** Positions of the pairs that were compared once all arms had run, and how many there are. */
  | { readonly type: 'comparing'; readonly done: number; readonly total: number }
  /** The gate is shut: the run waits before its next step. */
  | { readonly type: 'paused'; readonly generated: number; readonly total: number };

/** Tells those who watch what happens, with the progress of the whole run. */
export interface Watch {
  opening(arm: ResolvedArm): void;
  uploaded(done: number, total: number): void;
  calibrated(done: number, total: number): void;
  paused(): void;
  stepped(arm: string, step: StepRecord, tokens: readonly NewToken[]): void;
  compared(done: number, total: number): void;
}

/** `arms`: all that the run will open, in order. */
export function createWatch(
  arms: readonly ResolvedArm[],
  tokenizer: TextCodec,
  onEvent: (event: LabEvent) => void = () => undefined,
): Watch {
  const most = arms.flatMap(({ members }) => members.map(({ request }) => request.maxNewTokens));
  const total = most.reduce((sum, tokens) => sum + tokens, 0);
  let opened = 0;
  let generated = 0;
  return {
    opening: ({ spec }) => onEvent({ type: 'opening', arm: spec.name, index: opened++, arms: arms.length }),
    uploaded: (done, of) => onEvent({ type: 'uploading', done, total: of }),
    calibrated: (done, of) => onEvent({ type: 'calibrating', done, total: of }),
    paused: () => onEvent({ type: 'paused', generated, total }),
    stepped(arm, step, tokens) {
      generated += tokens.length;
      const texts = tokens.map((token) => ({ ...token, text: tokenizer.tokenText(token.token) }));
      onEvent({ type: 'step', arm, step, tokens: texts, generated, total });
    },
    compared: (done, of) => onEvent({ type: 'comparing', done, total: of }),
  };
}
