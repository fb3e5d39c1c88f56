import { shaderHash } from '../../engines/webgpu/shader-hash.ts';
import { tuningFor } from '../../gpu/tuning.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { Engine } from '../../steps/engine.ts';
import { type Claim, claimText, fullClaims } from './claims.ts';

/**
 * What a certificate is valid for: this engine on this adapter under this browser or runtime, these shaders, these shapes, and
 * what was tested. By default that of a full certificate.
 */
export function certificateKey(
  { kind, adapter, tuning }: Pick<Engine, 'kind' | 'adapter' | 'tuning'>,
  { checkpoint }: Pick<LoadedModel, 'checkpoint'>,
  userAgent: string,
  claims: readonly Claim[] = fullClaims(checkpoint),
): string {
  const { vendor, architecture, device, description } = adapter;
  const { bosToken: _, eosTokens: __, ...shape } = checkpoint.config;
  return [
    [vendor, architecture, device, description].join(' / '),
    userAgent,
    `engine ${kind}`,
    `shaders ${shaderHash(checkpoint.config, tuningFor(adapter.software, tuning))}`,
    Object.entries(shape)
      .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
      .join(' '),
    ...(tuning ? [`workgroups ${tuning.busyWorkgroups}`] : []),
    `tested ${claims.map(claimText).join('; ')}`,
  ].join(' | ');
}
