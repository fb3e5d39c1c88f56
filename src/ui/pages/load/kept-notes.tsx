import type { ReactNode } from 'react';
import type { ExperimentArm } from '../../../experiment/schema.ts';
import type { Serving } from '../../../steps/serving.ts';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import { isUnderWay } from '../../state/task.ts';
import type { ArmView } from './arm-view.ts';
import { servingOf } from './load-edits.ts';
import { type LoadState, useLoad } from './load-store.ts';

interface ArmNoteProps {
  readonly arm: ExperimentArm;
}

/** Under way an arm keeps the queues that it was opened with. */
export function QueuesNote({ arm }: ArmNoteProps) {
  const two = useLoad((state) => underWay(state, arm)?.serving.disaggregated ?? null);
  if (two === null || two === servingOf(arm).disaggregated) return null;
  return (
    <KeptNote part="load-queues">
      The run under way keeps its {two ? 'two queues' : 'one queue'}: two are two engine states, each with
      blocks of its own, opened as a run begins. This holds from the next one on.
    </KeptNote>
  );
}

/** Under way an arm keeps the replicas that it was opened with. */
export function ReplicasNote({ arm }: ArmNoteProps) {
  const opened = useLoad((state) => replicasOf(underWay(state, arm)?.serving));
  if (opened === null || opened === replicasOf(servingOf(arm))) return null;
  return (
    <KeptNote part="load-replicas">
      The run under way keeps its replicas: each is an engine state with blocks of its own, opened as a run
      begins. This holds from the next one on.
    </KeptNote>
  );
}

function replicasOf(serving: Serving | undefined): string | null {
  return serving ? JSON.stringify([serving.route ?? null, serving.faults ?? null]) : null;
}

/** Under way an arm whose pool is smaller than a request evicts whatever is chosen. */
export function MemoryNote({ arm }: ArmNoteProps) {
  const keeps = useLoad((state) => underWay(state, arm)?.keepsEvicting ?? false);
  if (!keeps || servingOf(arm).memory.pressure === 'evict') return null;
  return (
    <KeptNote part="load-evicts">
      The run under way goes on evicting: it may have a request longer than its pool, which goes on by that
      alone. This holds from the next one on, with more KV blocks.
    </KeptNote>
  );
}

/** The arm as it runs; null where it does not, or is of another experiment. */
function underWay({ work, views, ran, experiment }: LoadState, arm: ExperimentArm): ArmView | null {
  if (!isUnderWay(work) || ran?.title !== experiment.title) return null;
  return views.find((view) => view.arm === arm.name) ?? null;
}

function KeptNote({ part, children }: { readonly part: string; readonly children: ReactNode }) {
  return (
    <p className={`${tables.note} ${fields.wide}`} role="status" data-part={part}>
      {children}
    </p>
  );
}
