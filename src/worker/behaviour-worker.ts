import { expose } from 'comlink';
import { behaviourMethods } from './methods/audit-behaviour.ts';
import { turnMethods } from './methods/turns.ts';
import { serve } from './serve.ts';
import { Turns } from './turns.ts';

/** What the auditor of transcripts can be asked: in a worker of its own, so that a gigabyte holds up no run. */
export type BehaviourSubjects = {
  readonly behaviour: ReturnType<typeof behaviourMethods>;
  readonly turns: ReturnType<typeof turnMethods>;
};

const turns = new Turns(() => undefined);
const subjects: BehaviourSubjects = { behaviour: behaviourMethods(), turns: turnMethods(turns) };

expose(serve(subjects, turns));
