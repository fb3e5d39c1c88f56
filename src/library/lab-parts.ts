import type { EngineOnDevice } from '../engines/open-engine.ts';
import type { OwnKernels } from '../engines/webgpu/own-kernels.ts';
import type { LoadedModel } from '../model/load.ts';

/** What a lab is made of: apart from it, so that its declaration names no device. */
export interface LabParts extends EngineOnDevice {
  readonly model: LoadedModel;
  readonly own: OwnKernels;
}

const parts = new WeakMap<object, LabParts>();

export function keepParts(lab: object, made: LabParts): void {
  parts.set(lab, made);
}

/** Of a lab. Throws TypeError for what `openLab` did not open. */
export function partsOf(lab: object): LabParts {
  const found = parts.get(lab);
  if (!found) throw new TypeError('lab: expected one that openLab opened');
  return found;
}
