import type { KnownTuning } from '../engine-host.ts';
import type { LabHost } from '../lab-host.ts';
import { quick } from '../method.ts';

export function deviceMethods({ engines }: LabHost) {
  return {
    /**
     * Opens a device, or keeps the one that is open, and says who it is. `known`: what was measured of adapters before. Throws GpuError
     * where there is no WebGPU.
     */
    open: quick((known: readonly KnownTuning[]) => engines.openGpu(known)),
    /** The visitor has read these own kernels' texts, by their hashes, and said that they may run: for as long as this worker lives. */
    allowKernels: quick((hashes: readonly string[]) => engines.own.allow(hashes)),
    /** Diagnostics: loses the device as a driver reset would. False where none is open. */
    lose: quick(() => engines.loseDevice()),
  };
}
