import { openCpuEngine } from '../../../engines/cpu/open-cpu.ts';
import { nodeModelFiles } from '../../../model/files.node.ts';
import { loadModel } from '../../../model/load.ts';
import type { RequestTrace } from '../request-trace.ts';
import { type TraceOptions, traceRequest } from '../trace-request.ts';
import { DEFAULT_REQUEST } from '../traced-experiment.ts';

/** One request of pico on the CPU engine, traced; the lines of its log beside it. */
export async function tracedPico(
  options: Partial<Pick<TraceOptions, 'with' | 'pairs' | 'signal' | 'onRequest' | 'onAnswer'>> = {},
): Promise<{ trace: RequestTrace; lines: string[] }> {
  const model = await loadModel(nodeModelFiles('public/models/pico'), 'pico');
  const lines: string[] = [];
  const trace = await traceRequest({
    ...{ asked: { ...DEFAULT_REQUEST, tokens: 3, company: 2, model: { name: 'pico' } }, with: [], pairs: 0 },
    ...{
      model,
      engine: openCpuEngine(),
      gpu: null,
      invariantAs: 'itself',
      host: 'node 0',
      log: (line) => lines.push(line),
    },
    ...options,
  });
  return { trace, lines };
}
