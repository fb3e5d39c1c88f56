import type { OrtEngine } from '../engines/ort/ort-engine.ts';
import type { DeviceModel } from '../engines/webgpu/device-model.ts';
import type { WebGpuArm } from '../engines/webgpu/webgpu-arm.ts';
import { reportAdapter, WebGpuEngine } from '../engines/webgpu/webgpu-engine.ts';
import type { Gpu } from '../gpu/device.ts';
import type { PassTime } from '../gpu/pass-timer.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { type BenchCase, caseName, caseSpec, caseStep, rowsOf } from './bench-case.ts';
import { DeviceProbe } from './device-limits.ts';
import { measureInTurn, type Runner, type Samples } from './measure.ts';
import { operationTimes } from './operation-times.ts';
import { operationWork } from './operation-work.ts';
import { type OurArm, type OurEngine, ourArm } from './our-arms.ts';
import type {
  BenchEngine,
  BenchPlan,
  BenchProgress,
  BenchReport,
  CaseReport,
  DeviceLimits,
  EngineTimes,
} from './report.ts';
import { median, spread } from './statistics.ts';

/** What a bench works with; page, worker and command line each bring their own. */
export interface BenchSetting {
  /** For this bench alone; whoever opened it frees it. */
  readonly gpu: Gpu;
  readonly model: { readonly name: string; readonly checkpoint: Checkpoint };
  /** Called only where onnxruntime-web is asked for. */
  readonly openOrt: (gpu: Gpu) => Promise<OrtEngine>;
  readonly host: string;
  readonly signal?: AbortSignal | undefined;
  /** Processor milliseconds that this process has used, where the host tells them. */
  readonly processorTime?: (() => number) | undefined;
  readonly onProgress?: (progress: BenchProgress) => void;
}

const YARDSTICK = 'yardstick';
const LIMIT_REPEATS = 8;
const PROFILED_STEPS = 5;

/**
 * Measures a plan's cases, all engines interleaved on one device. Throws the signal's reason once it is aborted, and the
 * engines' errors.
 */
export async function runBench(plan: BenchPlan, setting: BenchSetting): Promise<BenchReport> {
  const { gpu, model, signal, onProgress } = setting;
  const { checkpoint } = model;
  const reports: CaseReport[] = [];
  const { maxPositions } = checkpoint.config;
  const cases = plan.cases.filter(({ positions }) => positions <= maxPositions);
  const total = cases.length * (plan.repeats + 2);
  const tell = (rounds: number, doing: string) => {
    const done = reports.length * (plan.repeats + 2) + rounds;
    onProgress?.({ done, total, doing, cases: [...reports] });
  };
  tell(0, 'preparing');
  const probe = await DeviceProbe.open(gpu);
  const bench = new Bench(plan, setting, probe);
  try {
    const limits = plan.limits ? await probe.limits(LIMIT_REPEATS, signal) : null;
    for (const benchCase of cases) {
      signal?.throwIfAborted();
      tell(0, caseName(benchCase));
      reports.push(await bench.measure(benchCase, limits, (done) => tell(done, caseName(benchCase))));
    }
    const { config, parameters } = checkpoint;
    return {
      version: 1,
      host: setting.host,
      adapter: reportAdapter(gpu),
      model: { name: model.name, parameters, layers: config.layers },
      plan,
      limits,
      cases: reports,
      leftOut: plan.cases.filter((benchCase) => !cases.includes(benchCase)),
      notes: notesOf(plan, gpu, maxPositions),
    };
  } finally {
    probe.destroy();
    bench.close();
  }
}

/** The engines of one bench. */
class Bench {
  readonly #plan: BenchPlan;
  readonly #setting: BenchSetting;
  readonly #probe: DeviceProbe;
  readonly #ours: WebGpuEngine;
  readonly #model: DeviceModel;
  #theirs: Promise<OrtEngine> | null = null;

  constructor(plan: BenchPlan, setting: BenchSetting, probe: DeviceProbe) {
    this.#plan = plan;
    this.#setting = setting;
    this.#probe = probe;
    this.#ours = new WebGpuEngine(setting.gpu);
    this.#model = this.#ours.load(setting.model.checkpoint);
  }

  async measure(
    benchCase: BenchCase,
    limits: DeviceLimits | null,
    onRound: (done: number) => void,
  ): Promise<CaseReport> {
    const { repeats, longest, engines } = this.#plan;
    const { signal, processorTime, model } = this.#setting;
    const step = caseStep(benchCase, model.checkpoint.config.vocabSize);
    const arms = new Map<OurEngine, WebGpuArm>();
    const runners: Runner[] = [{ name: YARDSTICK, step: () => this.#probe.yardstick() }];
    const closing: (() => void)[] = [];
    try {
      for (const engine of engines) {
        signal?.throwIfAborted();
        if (engine === 'ort-webgpu') {
          const theirs = (await this.#openTheirs()).load(model.checkpoint);
          const arm = await theirs.openArm(caseSpec(benchCase, 'variant', 'f32'));
          closing.push(() => arm.destroy());
          runners.push({ name: engine, step: () => arm.logits(step) });
        } else {
          const { spec, forms } = this.#ourArm(benchCase, engine);
          const arm = await this.#model.openArm(spec, forms);
          closing.push(() => arm.destroy());
          arms.set(engine, arm);
          runners.push({ name: engine, step: () => arm.step(step) });
        }
      }
      const samples = await measureInTurn(runners, { repeats, longest, signal, processorTime, onRound });
      return {
        case: benchCase,
        times: engines.map((engine) => engineTimes(engine, samples.get(engine), benchCase)),
        yardstick: samples.get(YARDSTICK) ?? { wall: [], processor: [] },
        operations: await this.#operations(benchCase, arms, limits),
      };
    } finally {
      for (const close of closing) close();
    }
  }

  #ourArm(benchCase: BenchCase, engine: OurEngine): OurArm {
    const { gpu, model } = this.#setting;
    return ourArm(gpu, benchCase, engine, this.#plan.activations, model.checkpoint.config.kvHeads);
  }

  /** Our arms' operations, the engines in turn. */
  async #operations(
    benchCase: BenchCase,
    arms: ReadonlyMap<OurEngine, WebGpuArm>,
    limits: DeviceLimits | null,
  ): Promise<CaseReport['operations']> {
    const { gpu, model, signal } = this.#setting;
    if (!this.#plan.operations || !gpu.device.features.has('timestamp-query')) return [];
    const step = caseStep(benchCase, model.checkpoint.config.vocabSize);
    const profiles = new Map<OurEngine, PassTime[][]>([...arms.keys()].map((engine) => [engine, []]));
    for (let repeat = 0; repeat < PROFILED_STEPS; repeat++) {
      for (const [engine, arm] of arms) {
        signal?.throwIfAborted();
        profiles.get(engine)?.push(await arm.profileStep(step));
      }
    }
    return [...profiles].map(([engine, steps]) => {
      const { spec, forms } = this.#ourArm(benchCase, engine);
      return {
        engine,
        times: operationTimes(steps, operationWork(model.checkpoint, spec, step, forms), limits),
      };
    });
  }

  #openTheirs(): Promise<OrtEngine> {
    const { gpu, openOrt } = this.#setting;
    this.#theirs ??= openOrt(gpu);
    return this.#theirs;
  }

  close(): void {
    // One that did not open has nothing to free; whoever waited for it heard why.
    this.#theirs?.then((engine) => engine.destroy()).catch(() => undefined);
    this.#ours.destroy();
  }
}

function engineTimes(engine: BenchEngine, samples: Samples | undefined, benchCase: BenchCase): EngineTimes {
  const { wall = [], processor = [] } = samples ?? {};
  const milliseconds = median(wall);
  return {
    engine,
    wall,
    processor,
    milliseconds,
    spread: spread(wall),
    tokensPerSecond: (rowsOf(benchCase) * 1000) / milliseconds,
  };
}

function notesOf(
  { engines, cases, activations, operations }: BenchPlan,
  gpu: Gpu,
  maxPositions: number,
): string[] {
  const notes = [
    'Every engine reads the same weights; keys and values have fixed room and are written in place.',
  ];
  if (engines.includes('ort-webgpu')) {
    notes.push(
      `onnxruntime-web computes in f32 and is timed up to the logits; ours in ${activations}, the choice of the token included.`,
    );
  }
  if (gpu.software)
    notes.push('A software adapter: a processor plays the GPU, so that only ratios mean anything.');
  if (operations && !gpu.device.features.has('timestamp-query'))
    notes.push('This device takes no timestamps, so that operations were not timed.');
  if (cases.some(({ positions }) => positions > maxPositions))
    notes.push(`The model takes ${maxPositions} positions: longer cases were left out.`);
  return notes;
}
