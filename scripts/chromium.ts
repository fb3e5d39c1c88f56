/** The one Chromium that tests and benchmarks drive, and how they start it. */
export { findChromium } from '../src/gpu/chromium.node.ts';

/** Flags for WebGPU on SwiftShader, so that every machine tests the same adapter, and for a browser that keeps to itself. */
export function softwareWebgpuFlags(): string[] {
  const isRoot = process.getuid?.() === 0;
  return [
    // Chromium refuses to run its sandbox as root, which is what a container usually is.
    ...(isRoot ? ['--no-sandbox'] : []),
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
}
