import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Puts Dawn's null backend in the place of whatever device a checkout opens: every call is checked and recorded as ever, nothing is computed,
 * and a buffer that is read back holds ones, which are finite results of one token. What a run takes then is the host's alone.
 */
export function nullDevice(root: string): Plugin {
  const real = join(root, 'node_modules/webgpu/index.js');
  const contents = `
    import { create as open, globals } from ${JSON.stringify(real)};
    const map = globals.GPUBuffer.prototype.mapAsync;
    globals.GPUBuffer.prototype.mapAsync = async function (mode, ...range) {
      await map.call(this, mode, ...range);
      if (mode !== globals.GPUMapMode.READ) return;
      // The backend clears nothing. Ones are finite logits; that a weight did not fit is told by anything but zero.
      new Uint32Array(this.getMappedRange(...range)).fill(this.label.endsWith('overflow') ? 0 : 1);
      this.unmap();
      await map.call(this, mode, ...range);
    };
    export const create = () => open(['backend=null']);
    export { globals };
  `;
  return {
    name: 'null-device',
    setup(build) {
      build.onResolve({ filter: /^webgpu$/ }, () => ({ path: 'webgpu', namespace: 'null-device' }));
      build.onLoad({ filter: /.*/, namespace: 'null-device' }, () => ({ contents, resolveDir: root }));
      build.onResolve({ filter: /node_modules\/webgpu\/index\.js$/ }, ({ path }) => ({
        path,
        external: true,
      }));
    },
  };
}
