import { GpuLostError } from '../../gpu/errors.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner, Engine } from '../../steps/engine.ts';
import { drafterOf, openDraft } from '../speculation/open-speculator.ts';
import type { Speculator } from '../speculation/speculator.ts';
import type { ArmDevice } from './load-arm-parts.ts';
import type { Shadows } from './shadows.ts';

/** The engine of a run; another one takes its place where its device is lost and whoever started the run can open one. */
export class EngineSeat {
  #engine: Engine;
  readonly #reopen: (() => Promise<Engine>) | null;

  constructor(engine: Engine, reopen: (() => Promise<Engine>) | null) {
    this.#engine = engine;
    this.#reopen = reopen;
  }

  get engine(): Engine {
    return this.#engine;
  }

  /** The engine after `lost`, opened once however many arms were on it; null where that is not what `error` says. */
  async after(lost: Engine, error: unknown): Promise<Engine | null> {
    if (!(error instanceof GpuLostError) || !this.#reopen) return null;
    if (this.#engine === lost) this.#engine = await this.#reopen();
    return this.#engine;
  }
}

/** An arm of a run on whatever engine sits there. */
export class EngineDevice implements ArmDevice {
  readonly #seat: EngineSeat;
  readonly #checkpoint: Checkpoint;
  readonly #spec: ArmSpec;
  #engine: Engine;
  #runner: ArmRunner;
  /** Told of a new device too. */
  shadows: { readonly shadows: Shadows; readonly spec: ArmSpec } | null = null;
  speculation: { readonly speculator: Speculator; readonly model: LoadedModel } | null = null;

  private constructor(seat: EngineSeat, checkpoint: Checkpoint, spec: ArmSpec, runner: ArmRunner) {
    this.#seat = seat;
    this.#checkpoint = checkpoint;
    this.#spec = spec;
    this.#engine = seat.engine;
    this.#runner = runner;
  }

  /** Throws the engine's errors. */
  static async open(seat: EngineSeat, checkpoint: Checkpoint, spec: ArmSpec): Promise<EngineDevice> {
    const runner = await seat.engine.load(checkpoint).openArm(spec);
    return new EngineDevice(seat, checkpoint, spec, runner);
  }

  get runner(): ArmRunner {
    return this.#runner;
  }

  async replace(error: unknown): Promise<{ readonly message: string } | null> {
    const engine = await this.#seat.after(this.#engine, error);
    if (!engine) return null;
    this.#engine = engine;
    const model = engine.load(this.#checkpoint);
    this.#runner = await model.openArm(this.#spec);
    if (this.shadows) this.shadows.shadows.moved(await model.openArm(this.shadows.spec));
    if (this.speculation) {
      const { speculator, model: drafting } = this.speculation;
      speculator.moved(drafterOf(await openDraft(drafting, engine, this.#spec)));
    }
    return { message: (error as Error).message };
  }

  close(): void {
    this.#runner.destroy();
    this.speculation?.speculator.close();
    this.shadows?.shadows.close();
  }
}
