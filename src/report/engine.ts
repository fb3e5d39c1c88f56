import { adapterName } from '../results/adapter-name.ts';
import type { AdapterReport, EngineKind } from '../steps/engine.ts';
import type { MeasuredTuning } from '../steps/measured-tuning.ts';

/** What was measured of an adapter: `busy with 256 workgroups, ...`. */
export function tuningWords({
  busyWorkgroups,
  largeBlocks,
  stagedTiles,
  meetingThreads,
  dispatchMicroseconds,
}: MeasuredTuning): string {
  const blocks = largeBlocks ? 'large' : 'small';
  return `busy with ${busyWorkgroups} workgroups, ${blocks} blocks${stagedTiles ? ', staged tiles' : ''}, up to ${meetingThreads} threads at barriers, ${dispatchMicroseconds} µs a dispatch (measured)`;
}

/** `SwiftShader driver 5.0.0 (software)` */
export function adapterWords(adapter: AdapterReport): string {
  return `${adapterName(adapter)}${adapter.software ? ' (software)' : ''}`;
}

/** Where a result comes from: `SwiftShader driver 5.0.0 (software)`, `the CPU engine`, or another engine by its name. */
export function placeWords(engine: EngineKind, adapter: AdapterReport): string {
  if (engine === 'cpu') return 'the CPU engine';
  const place = adapterWords(adapter);
  return engine === 'webgpu' ? place : `${engine}, ${place}`;
}

/** What a figure was measured on here: `the CPU engine`, or the device that an engine runs on. */
export function engineWords(engine: EngineKind): string {
  return engine === 'cpu' ? 'the CPU engine' : deviceWords(engine);
}

/** What an engine would run on here. */
export function deviceWords(engine: EngineKind): 'this GPU' | 'this CPU' {
  return engine === 'webgpu' || engine === 'ort-webgpu' ? 'this GPU' : 'this CPU';
}
