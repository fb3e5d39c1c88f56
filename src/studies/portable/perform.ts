import type { Gpu } from '../../gpu/device.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { AdapterReport, Engine } from '../../steps/engine.ts';
import type { PortableCase } from './cases.ts';
import { type Fuzzed, type FuzzOf, fuzz } from './fuzz/fuzz.ts';
import {
  type CasePlace,
  type CasePrints,
  caseFingerprints,
  caseOperations,
  casePositions,
  type OperationPrint,
  type PositionPrint,
} from './run-case.ts';

/** What an implementation can be asked, as plain JSON: it may sit in another process or in a page. */
export type Question =
  | { readonly ask: 'adapter' }
  | ({ readonly ask: 'fuzz' } & FuzzOf)
  | ({ readonly ask: 'fingerprints' } & OfCase)
  | ({ readonly ask: 'positions' } & OfCase & CasePlace)
  | ({ readonly ask: 'operations'; readonly position: number } & OfCase & CasePlace);

interface OfCase {
  readonly of: PortableCase;
  /** The set in the place of `portable`, to see that another differs. */
  readonly kernels?: string;
}

export interface Answers {
  readonly adapter: AdapterReport;
  readonly fuzz: Fuzzed;
  readonly fingerprints: CasePrints;
  readonly positions: readonly PositionPrint[];
  readonly operations: readonly OperationPrint[];
}

/** Who answers: an engine, and how a model is had by its name. */
export interface Answering {
  readonly engine: Engine;
  /** Null where the processor computes. */
  readonly gpu: Gpu | null;
  readonly openModel: (name: string) => Promise<LoadedModel>;
  readonly onStep?: () => void;
}

/** Answers one question. Throws what running throws. */
export async function answer(question: Question, answering: Answering): Promise<Answers[Question['ask']]> {
  if (question.ask === 'adapter') return answering.engine.adapter;
  const { engine, gpu, onStep, openModel } = answering;
  if (question.ask === 'fuzz') return await fuzz(gpu, question, onStep);
  const { of, kernels } = question;
  const setting = {
    ...{ engine, model: await openModel(of.model) },
    ...(kernels !== undefined && { kernels }),
    ...(onStep && { onStep }),
  };
  if (question.ask === 'fingerprints') return await caseFingerprints(of, setting);
  if (question.ask === 'positions') return await casePositions(of, setting, question);
  return await caseOperations(of, setting, question);
}
