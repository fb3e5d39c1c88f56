import type { ArrivedEntry, LoadSink } from '../../lab/load/load-sink.ts';
import type { TextCodec } from '../../model/tokenizer.ts';
import { MetricRegistry } from '../metrics/registry.ts';
import { ArmMonitor, type CanaryWatch } from './arm-monitor.ts';
import { Canaries } from './canaries.ts';
import { type InputBounds, inputHealth } from './input-health.ts';
import { instrumentsOf } from './instruments.ts';
import { monitoredRequest } from './monitored.ts';
import { ArmWindows, type Window } from './windows.ts';

export interface MonitorOptions extends InputBounds {
  /** Milliseconds of a run's clock that are looked at together; null: only what there is since the beginning. */
  readonly windowMs: number | null;
  /** What was seen in earlier runs, and what else has to be the same for a fingerprint to be. Left out: nothing. */
  readonly watch?: CanaryWatch;
}

/** One arm, counted from its beginning and window by window. */
export interface MonitoredArm {
  readonly metrics: ArmMonitor;
  /** Null where none are asked for. */
  readonly windows: ArmWindows | null;
}

/** All that is counted of runs, in one place: for the command line and the page alike. */
export class LoadMonitor {
  readonly registry = new MetricRegistry();
  readonly #instruments = instrumentsOf(this.registry);
  readonly #options: MonitorOptions;
  readonly #watch: CanaryWatch;
  readonly #arms = new Map<string, MonitoredArm>();

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#watch = options.watch ?? { canaries: new Canaries(), scope: '' };
  }

  get canaries(): Canaries {
    return this.#watch.canaries;
  }

  get arms(): readonly string[] {
    return [...this.#arms.keys()];
  }

  /** Made when it is first asked for. */
  arm(name: string): MonitoredArm {
    let arm = this.#arms.get(name);
    if (!arm) {
      const { windowMs } = this.#options;
      const windows = windowMs === null ? null : new ArmWindows(windowMs);
      arm = { metrics: new ArmMonitor(this.#instruments, name, this.#watch), windows };
      this.#arms.set(name, arm);
    }
    return arm;
  }

  windowsOf(name: string): readonly Window[] {
    return this.#arms.get(name)?.windows?.all ?? [];
  }

  /** What an arm of a run is told by. Attached only where somebody monitors: nothing of this runs otherwise. */
  sinkOf(name: string, tokenizer: TextCodec): LoadSink {
    const arm = this.arm(name);
    return {
      arrived: ({ promptTokens, arrived }: ArrivedEntry) =>
        this.prompt(name, tokenizer.decode(promptTokens), arrived, promptTokens.length),
      step: (step) => takeStep(arm, step),
      passed: (request) => takeRequest(arm, monitoredRequest(request)),
      request: (request) => takeRequest(arm, monitoredRequest(request)),
    };
  }

  /** A prompt as it came, text or not; `tokens`: how many it has, where that is known. */
  prompt(name: string, input: unknown, at: number, tokens?: number): void {
    const arm = this.arm(name);
    const health = inputHealth(input, this.#options, tokens);
    arm.metrics.prompt(health);
    arm.windows?.prompt(health, at);
  }
}

export function takeStep({ metrics, windows }: MonitoredArm, step: Parameters<ArmMonitor['step']>[0]): void {
  metrics.step(step);
  windows?.step(step);
}

export function takeRequest(
  { metrics, windows }: MonitoredArm,
  request: Parameters<ArmMonitor['request']>[0],
): void {
  const canary = metrics.request(request);
  windows?.request(request, canary);
}
