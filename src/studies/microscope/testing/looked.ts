import { CpuEngine } from '../../../engines/cpu/cpu.ts';
import { type Experiment, parseExperiment } from '../../../experiment/schema.ts';
import { runExperiment } from '../../../lab/run.ts';
import { idModel } from '../../../lab/testing/fake-engine.ts';
import type { Checkpoint } from '../../../model/checkpoint.ts';
import { syntheticCheckpoint } from '../../../model/testing/synthetic.ts';
import type { ArmSpec } from '../../../steps/arm-spec.ts';
import type { Engine } from '../../../steps/engine.ts';
import { type Looked, lookInto } from '../microscope.ts';

export const CHECKPOINT = syntheticCheckpoint({}, { seed: 3, dtype: 'F32' });
export const MODEL = { ...idModel(), checkpoint: CHECKPOINT };

/** A probe alone and in company, six tokens long; B in other numbers where `dtypeB` says so. */
export function twoArms(
  kernels: 'variant' | 'invariant',
  dtype: 'f32' | 'bf16' = 'f32',
  dtypeB: 'f32' | 'bf16' = dtype,
): Experiment {
  const request = { maxNewTokens: 6, ignoreEos: true };
  return parseExperiment({
    version: 1,
    title: 'looked into',
    requests: [
      { ...request, id: 'p', role: 'probe', promptIds: [1, 2, 3] },
      { ...request, id: 'n', role: 'noise', promptIds: [4, 5, 9, 11, 2] },
    ],
    arms: [
      { name: 'alone', requests: ['p'], kernels, dtype },
      { name: 'company', requests: ['n', 'p'], kernels, dtype: dtypeB },
    ],
    compare: [['alone', 'company']],
  });
}

/** The experiment run on an engine, then looked into at a token. */
export async function look(
  experiment: Experiment,
  position: number,
  engine: Engine = new CpuEngine(),
  checkpoint: Checkpoint = CHECKPOINT,
): Promise<Looked> {
  const model = { ...MODEL, checkpoint };
  const { record } = await runExperiment({ experiment, model, engine });
  return await lookInto({
    record,
    model,
    engine,
    place: { a: 'alone', b: 'company', probe: 'p', position },
  });
}

/** An engine whose arm `company` computes with one weight of a down projection changed. */
export function plantedEngine(at: { readonly layer: number; readonly element: number }, by = 0.5): Engine {
  const cpu = new CpuEngine();
  const [clean, changed] = [CHECKPOINT, planted(CHECKPOINT, at, by)].map((one) => cpu.load(one));
  const model = { openArm: (spec: ArmSpec) => (spec.name === 'company' ? changed : clean).openArm(spec) };
  return {
    kind: cpu.kind,
    adapter: cpu.adapter,
    load: () => model,
    unload: () => undefined,
    probeArithmetic: () => cpu.probeArithmetic(),
    probePortable: () => cpu.probePortable(),
    destroy: () => undefined,
  };
}

function planted(
  of: Checkpoint,
  { layer, element }: { readonly layer: number; readonly element: number },
  by: number,
): Checkpoint {
  const { down } = of.layers[layer];
  const values = new Float32Array(down.bytes.slice().buffer);
  values[element * down.shape[1] + 3] += by;
  const changed = { ...down, bytes: new Uint8Array(values.buffer) };
  return { ...of, layers: of.layers.map((each, i) => (i === layer ? { ...each, down: changed } : each)) };
}
