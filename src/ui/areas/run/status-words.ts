import { visible } from '../../../experiment/visible.ts';
import { runCountWords } from '../../../report/progress.ts';
import type { RunRecord } from '../../../results/record.ts';
import { counted, grouped } from '../../../results/text.ts';
import { megabytes } from '../../kit/format.ts';
import { calibratingWords } from '../../kit/stage-words.ts';
import type { RunStage, RunStatus } from '../../state/lab-state.ts';
import { isUnderWay } from '../../state/task.ts';

/** 0 to 1; null while it cannot be told; undefined where nothing is under way. */
export function statusAmount(status: RunStatus): number | null | undefined {
  if (!isUnderWay(status)) return undefined;
  return status.state === 'stopping' ? null : stageAmount(status.progress);
}

function stageAmount(at: RunStage): number | null {
  switch (at.stage) {
    case 'loading':
      return at.bytes.total === null ? null : at.bytes.loaded / at.bytes.total;
    case 'compiling':
      return at.index / at.arms;
    case 'running':
    case 'paused':
      return at.generated / at.total;
    case 'uploading':
    case 'calibrating':
    case 'comparing':
      return at.done / at.total;
    case 'searching':
    case 'finding':
      return at.runs / Math.max(1, at.most);
    case 'certifying':
      return null;
  }
}

function stageText(at: RunStage): string {
  switch (at.stage) {
    case 'loading': {
      const { loaded, total } = at.bytes;
      return `Loading the model: ${megabytes(loaded)}${total === null ? '' : ` of ${megabytes(total)}`} MB`;
    }
    case 'uploading':
      return `Preparing the weights: ${megabytes(at.done)} of ${megabytes(at.total)} MB`;
    case 'calibrating':
      return calibratingWords(at);
    case 'certifying':
      return `Checking on this adapter whether the invariant kernels hold: ${counted(at.done, 'case')}`;
    case 'compiling':
      return `Preparing kernels and buffers: arm ${at.index + 1} of ${at.arms}, ${visible(at.arm)}`;
    case 'running':
      return `Running: ${grouped(at.generated)} of ${grouped(at.total)} tokens`;
    case 'paused':
      return `Paused: ${grouped(at.generated)} of ${grouped(at.total)} tokens`;
    case 'comparing':
      return `Comparing the arms: ${grouped(at.done)} of ${grouped(at.total)} positions`;
    case 'searching':
      return `Asking why: ${runCountWords(at)}`;
    case 'finding':
      return `Looking for a prompt that forks: number ${Math.floor(at.runs / 2) + 1} of at most ${at.most / 2}`;
  }
}

/** Where a run stands, in a sentence. */
export function statusText(status: RunStatus, record: RunRecord | null): string {
  switch (status.state) {
    case 'idle':
      return 'The model is made ready when you first run.';
    case 'running':
      return stageText(status.progress);
    case 'stopping':
      return 'Stopping after this step…';
    case 'cancelled':
      return 'Cancelled. What had been generated stays below.';
    case 'failed':
      return 'Failed: see the message.';
    case 'done':
      return record
        ? `Done: ${counted(totalTokens(record.arms), 'token')} in ${counted(record.arms.length, 'arm')}.`
        : 'Done.';
  }
}

function totalTokens(arms: readonly { readonly timing: { readonly generatedTokens: number } }[]): number {
  return arms.reduce((sum, { timing }) => sum + timing.generatedTokens, 0);
}
