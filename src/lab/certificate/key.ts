import type { Engine } from '../../engine/engine.ts';
import { tuningFor } from '../../gpu/tuning.ts';
import { shaderHash } from '../../kernels/shader-hash.ts';
import type { LoadedModel } from '../../model/load.ts';

/** What a certificate is valid for: this adapter under this browser or runtime, these shaders, these shapes. */
export function certificateKey({ adapter }: Engine, { checkpoint }: LoadedModel, userAgent: string): string {
  const { vendor, architecture, device, description } = adapter;
  const { bosToken: _, eosTokens: __, ...shape } = checkpoint.config;
  const shapes = Object.entries(shape).map(([name, value]) => `${name}=${value}`);
  const identity = [vendor, architecture, device, description].join(' / ');
  return [
    identity,
    userAgent,
    `shaders ${shaderHash(checkpoint.config, tuningFor(adapter.software))}`,
    shapes.join(' '),
  ].join(' | ');
}
