import { expose } from 'comlink';
import { driftMethods } from './methods/audit-drift.ts';
import { turnMethods } from './methods/turns.ts';
import { serve } from './serve.ts';
import { Turns } from './turns.ts';

/** What the auditor of tables can be asked: in a worker of its own, so that a gigabyte holds up no run. */
export type DriftSubjects = {
  readonly drift: ReturnType<typeof driftMethods>;
  readonly turns: ReturnType<typeof turnMethods>;
};

const turns = new Turns(() => undefined);
const subjects: DriftSubjects = { drift: driftMethods(), turns: turnMethods(turns) };

expose(serve(subjects, turns));
