import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importFaults, LAYERS } from './check-imports.ts';

const importing = (specifier: string) => `import { x } from '${specifier}';\n`;

describe('importFaults', () => {
  it('allows an earlier folder and refuses a later one, whichever two they are', () => {
    const layer = fc.nat({ max: LAYERS.length - 2 });
    fc.assert(
      fc.property(layer, layer, (a, b) => {
        const faults = importFaults(
          `src/${LAYERS[a]}/x.ts`,
          importing(posix.relative(LAYERS[a], `${LAYERS[b]}/y.ts`)),
        );
        expect(faults).toHaveLength(b > a ? 1 : 0);
      }),
    );
  });

  it('names file, line, import and rule', () => {
    const source = `import { a } from './a.ts';\n${importing('../engines/engine.ts')}`;
    expect(importFaults('src/steps/scheduler.ts', source)).toEqual([
      "src/steps/scheduler.ts:2: '../engines/engine.ts': steps stands before engines in the layout and imports nothing from it",
    ]);
  });

  it.each([
    ['type import', "import type { Engine } from '../engines/engine.ts';"],
    ['import over several lines', "import {\n  a,\n  b,\n} from '../engines/engine.ts';"],
    ['re-export', "export { a } from '../engines/engine.ts';"],
    ['bare import', "import '../engines/engine.ts';"],
    ['dynamic import', "const e = await import('../engines/engine.ts');"],
    ['type query', "type E = import('../engines/engine.ts').Engine;"],
    ['import from a subfolder', "import { a } from '../../src/engines/engine.ts';"],
  ])('sees a %s', (_, source) => {
    expect(importFaults('src/gpu/device.ts', source)).toHaveLength(1);
  });

  it.each([
    ['src/cli/main.ts', '../lab/run.ts', 0],
    ['src/cli/main.ts', '../worker/client.ts', 1],
    ['src/cli/main.ts', '../charts/bars.ts', 1],
    ['src/cli/main.ts', '../ui/store.ts', 1],
    ['src/ui/app.tsx', 'react', 0],
    ['src/main.tsx', 'react-dom/client', 0],
    ['src/main.tsx', './ui/app.tsx', 0],
    ['src/charts/bars.tsx', 'react', 0],
    ['src/charts/bars.tsx', 'react-dom/server', 1],
    ['src/kernels/matmul.ts', '../../shaders/matmul.wgsl?raw', 0],
    ['src/gpu/deep/er.ts', '../../engines/engine.ts', 1],
    ['src/gpu/device.ts', '../../scripts/chromium.ts', 1],
    ['src/ui/kit/deep/x.ts', '../../state/y.ts', 1],
    ['src/ui/app.tsx', './pages/bench/bench-page.tsx', 0],
    ['src/ui/pages/bench/x.tsx', '../../app.tsx', 1],
    ['src/elsewhere/x.ts', '../numerics/bits.ts', 1],
    ['src/gpu/device.ts', '../elsewhere/x.ts', 1],
  ])('%s importing %s: %i faults', (path, specifier, count) => {
    expect(importFaults(path, importing(specifier))).toHaveLength(count);
  });
});
