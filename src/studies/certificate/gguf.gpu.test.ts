import { expect, test } from 'vitest';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { smallGguf } from '../../model/gguf/testing/small-models.ts';
import { loadCheckpoint } from '../../model/load.ts';
import { memoryFiles } from '../../model/testing/memory-files.ts';
import { cellStands } from '../../results/certificate-cell.ts';
import { certify } from './certify.ts';
import { fullClaims } from './claims.ts';

/** Only ends a test that hangs. */
const LONG = 600_000;

await describeOnGpu('the certificate of a GGUF file', (gpu) => {
  test.each(['q8', 'q4'] as const)(
    '%s as it is stored: every cell stands, with activations as they are and as q8 by row, short form',
    async (weights) => {
      const files = memoryFiles({ 'small.gguf': smallGguf('one layer', weights) }, true);
      const checkpoint = await loadCheckpoint(files);
      const stored = fullClaims(checkpoint).filter((claim) => claim.weights === 'stored');
      // What an experiment without a word on weights has.
      expect(new Set(stored.flatMap(({ formats }) => formats))).toEqual(new Set([weights]));
      const claims = stored.filter(
        ({ kernels, activations }) => kernels.matmul === 'invariant' && activations === 'bf16',
      );
      expect(claims.map(({ quantize }) => quantize)).toEqual([undefined, 'per-row']);
      const engine = new WebGpuEngine(gpu);
      const model = { ...idModel(), checkpoint };
      const found = await certify({ engine, gpu, model, key: 'k', form: 'short', claims });
      expect(found.cases.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      expect(found.cells.filter((cell) => !cellStands(cell))).toEqual([]);
      // Norms and attention stand once for both.
      expect(found.cells).toHaveLength(15);
      expect(new Set(found.cells.map((cell) => cell.weights))).toEqual(new Set([weights]));
      engine.destroy();
    },
    LONG,
  );
});
