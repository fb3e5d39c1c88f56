import { expose } from 'comlink';
import { importMethods } from './methods/imports.ts';
import { turnMethods } from './methods/turns.ts';
import { serve } from './serve.ts';
import { Turns } from './turns.ts';

/** What the reader of runs can be asked: in a worker of its own, so that a large file holds up no run. */
export type ImportSubjects = {
  readonly imports: ReturnType<typeof importMethods>;
  readonly turns: ReturnType<typeof turnMethods>;
};

const turns = new Turns(() => undefined);
const subjects: ImportSubjects = { imports: importMethods(), turns: turnMethods(turns) };

expose(serve(subjects, turns));
