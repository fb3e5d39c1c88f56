import { modelsBeside } from '../../experiment/models-beside.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { companyOf } from '../../lab/load/company.ts';
import { LoadControl } from '../../lab/load/load-control.ts';
import { loadSetting } from '../../lab/load/load-setting.ts';
import { resolveLoad } from '../../lab/load/resolve-load.ts';
import { runLoad } from '../../lab/load/run-load.ts';
import { EVERY_POSITION } from '../../lab/load/shadows.ts';
import { StepsKept } from '../../lab/load/steps-kept.ts';
import type { LoadRecord } from '../../results/load/load-record.ts';
import type { Serving } from '../../steps/serving.ts';
import { batched } from '../batched.ts';
import { certified } from '../certified.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone, quick } from '../method.ts';
import type { LoadNews } from '../news.ts';
import type { RunRequest } from './run.ts';

/** What a run under load is asked with. */
export interface LoadAsk extends Omit<RunRequest, 'wholeFingerprints'> {
  /** Milliseconds of a virtual clock for one of life; null, and by default: as fast as steps are computed. */
  readonly speed?: number | null;
}

/** For a visitor who switches an arm to swapping in mid-run. */
const SPARE_HOST_BLOCKS = 64;

/** A step of the latest run. */
interface StepPlace {
  readonly arm: string;
  readonly step: number;
  /** Which of its requests is watched; by default its probe, or its first. */
  readonly probe?: string;
}

export function loadMethods(lab: LabHost) {
  let control: LoadControl | null = null;
  let latest: { readonly experiment: Experiment; readonly kept: StepsKept } | null = null;
  return {
    /**
     * Runs an experiment under its traffic, its claims of invariance certified first. Throws ExperimentError where the model or the engine
     * cannot do it, ModelError, GpuError.
     */
    start: alone(async (work: AloneWork<LoadNews>, request: LoadAsk): Promise<LoadRecord> => {
      const { experiment, engine: kind, modelsUrl, certificates, speed = null } = request;
      const { signal, gate } = work;
      const model = await lab.loadFor(modelsUrl, experiment, work);
      const beside = await lab.loadBeside(modelsUrl, modelsBeside(experiment), work);
      const resolved = resolveLoad(experiment, model);
      const { engine, gpu, own } = await lab.engines.open(kind, model, experiment.arms);
      const { userAgent } = lab;
      const claims = await certified({ engine, gpu, own, model, experiment, certificates, userAgent }, work);
      const running = new LoadControl(gate, speed);
      const news = batched(work.tell);
      const kept = new StepsKept();
      [control, latest] = [running, { experiment, kept }];
      try {
        return await runLoad(resolved, {
          ...{ model, beside, engine, signal, ...claims, ...loadSetting(experiment), control: running },
          ...{ onEvent: news.tell, together: true, shadows: EVERY_POSITION },
          // Engines that keep no blocks could not move them.
          spareHostBlocks: kind === 'webgpu' || kind === 'cpu' ? SPARE_HOST_BLOCKS : 0,
          keeping: { requests: true, steps: false, plans: true },
          sinkOf: (arm) => kept.sinkOf(arm),
          reopen: async () => (await lab.engines.open(kind, model, experiment.arms)).engine,
          notes: resolved.scaled === null ? [] : [resolved.scaled],
          onMeasured: (done, total) => news.tell({ type: 'measuring', done, total }),
          onCalibrated: (done, total) => news.tell({ type: 'calibrating', done, total }),
        });
      } finally {
        for (const { checkpoint } of beside.values()) engine.unload(checkpoint);
        news.flush();
        control = null;
      }
    }),

    /** How fast the run under way may go; nothing happens where there is none. Throws RangeError unless above 0, or null. */
    pace: quick(({ speed }: { readonly speed: number | null }) => {
      if (control) control.speed = speed;
    }),

    /** How an arm of the run under way is served from its next step on. */
    serve: quick(({ arm, serving }: { readonly arm: string; readonly serving: Serving }) => {
      control?.serve(arm, serving);
    }),

    /**
     * A step of the latest run as an experiment: its probe with those it shared the step with, and alone. Throws RangeError where it is
     * not kept.
     */
    company: quick((place: StepPlace): Experiment => {
      if (!latest) throw new RangeError('no run under load is kept to answer from');
      return companyOf(latest.experiment, latest.kept, place);
    }),
  };
}
