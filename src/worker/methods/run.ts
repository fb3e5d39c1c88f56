import type { Experiment } from '../../experiment/schema.ts';
import { promptReports } from '../../lab/prompt-reports.ts';
import { resolveExperiment } from '../../lab/resolve.ts';
import { runResolved } from '../../lab/run.ts';
import type { RunRecord } from '../../results/record.ts';
import { type RunBits, runBits } from '../../results/run-bits.ts';
import type { EngineKind } from '../../steps/engine.ts';
import type { Certificate } from '../../studies/certificate/certificate.ts';
import { certified } from '../certified.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone, quick } from '../method.ts';
import type { RunNews } from '../news.ts';

/** What a run is asked with. */
export interface RunRequest {
  readonly experiment: Experiment;
  readonly engine: EngineKind;
  /** Address of the folder that holds a folder for each model; ends in a slash. */
  readonly modelsUrl: string;
  /** Full certificates of earlier visits: the one of this adapter and model, if any, is believed as far as it goes. */
  readonly certificates: readonly Certificate[];
  /** Streams of which fingerprint@1 is made too, since a link brought such. */
  readonly wholeFingerprints?: readonly string[];
}

export function runMethods(lab: LabHost) {
  return {
    /**
     * Runs an experiment, its claims of invariance certified first. Its logits stay here, and take the place of the latest run's.
     * Throws ExperimentError where the model cannot do it, ModelError, GpuError.
     */
    start: alone(async (work: AloneWork<RunNews>, request: RunRequest): Promise<RunRecord> => {
      const { experiment, engine: kind, modelsUrl, certificates, wholeFingerprints = [] } = request;
      const { signal, gate, tell } = work;
      const model = await lab.loadFor(modelsUrl, experiment, work);
      const resolved = resolveExperiment(experiment, model);
      tell({ type: 'prompts', prompts: promptReports(resolved.requests, model.tokenizer) });
      const { engine, gpu, own } = await lab.engines.open(kind, model, experiment.arms);
      tell({ type: 'engine', engine: engine.kind, adapter: engine.adapter });
      const { userAgent } = lab;
      const claims = await certified({ engine, gpu, own, model, experiment, certificates, userAgent }, work);
      const options = { model, engine, signal, gate, onEvent: tell, wholeFingerprints, ...claims };
      const result = await runResolved(resolved, options);
      lab.latest.keep({ result, setting: { model, invariantAs: claims.invariantAs } });
      return result.record;
    }),

    /** What can be told of the latest run's logits once they are gone. Throws RangeError where no run is kept. */
    bits: quick((): RunBits => {
      const { result } = lab.latest.get();
      return runBits(result.record, result.traces);
    }),
  };
}
