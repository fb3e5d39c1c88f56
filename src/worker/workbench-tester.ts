import { expose } from 'comlink';
import { testerMethods } from './methods/tester.ts';
import { serve } from './serve.ts';
import { Turns } from './turns.ts';

/** What the tester can be asked. */
export type TesterSubjects = { readonly tester: ReturnType<typeof testerMethods> };

const subjects: TesterSubjects = { tester: testerMethods() };

expose(serve(subjects, new Turns(() => undefined)));
