import type { Overhead } from '../../audit/trace/overheads.ts';
import type { RequestTrace } from '../../audit/trace/request-trace.ts';
import { traceRequest } from '../../audit/trace/trace-request.ts';
import { type TracedRequest, tracedExperiment } from '../../audit/trace/traced-experiment.ts';
import { certified } from '../certified.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone } from '../method.ts';
import type { CertifyingNews, LoadingNews } from '../news.ts';
import type { RunRequest } from './run.ts';

/** What a request is traced with. */
export interface TraceQuestion extends Pick<RunRequest, 'engine' | 'modelsUrl' | 'certificates'> {
  readonly asked: TracedRequest;
  readonly with: readonly Overhead[];
  readonly pairs: number;
}

export type TraceNews =
  | LoadingNews
  | CertifyingNews
  /** The traced request's answer, and when it was sent, in milliseconds since 1970. */
  | { readonly type: 'answer'; readonly text: string; readonly sent: number }
  /** Requests that were served to price things, and how many there will be. */
  | { readonly type: 'requests'; readonly done: number; readonly total: number };

export function auditTraceMethods(lab: LabHost) {
  return {
    /** Traces one request and prices what is switched on. Throws ExperimentError, ModelError, GpuError. */
    measure: alone(async (work: AloneWork<TraceNews>, question: TraceQuestion): Promise<RequestTrace> => {
      const { asked, with: overheads, pairs, engine: kind, modelsUrl, certificates } = question;
      const { signal, tell } = work;
      const experiment = tracedExperiment(asked);
      const model = await lab.loadFor(modelsUrl, experiment, work);
      const { engine, gpu, own } = await lab.engines.open(kind, model, experiment.arms);
      const { userAgent } = lab;
      const tested = await certified({ engine, gpu, own, model, experiment, certificates, userAgent }, work);
      const { invariantAs } = tested;
      const log = memoryLog();
      return await traceRequest({
        ...{ asked, model, engine, gpu, signal, invariantAs, with: overheads, pairs, log },
        host: userAgent,
        onAnswer: (text, sent) => tell({ type: 'answer', text, sent }),
        onRequest: (done, total) => tell({ type: 'requests', done, total }),
      });
    }),
  };
}

/** A page has no file to write to: lines become bytes, of which the last are kept. */
function memoryLog(): (line: string) => void {
  const encoder = new TextEncoder();
  const kept: Uint8Array[] = [];
  return (line) => {
    kept.push(encoder.encode(line));
    if (kept.length > 1024) kept.shift();
  };
}
