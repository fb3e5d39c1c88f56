/** `batchmates/certify`: tests on an adapter what kernel sets claim, bit by bit. */
import type { Certificate, CertificateCase } from '../studies/certificate/certificate.ts';
import { certify as certifyAdapter } from '../studies/certificate/certify.ts';
import { fullClaims } from '../studies/certificate/claims.ts';
import { certificateKey } from '../studies/certificate/key.ts';
import { runtime } from './here.node.ts';
import type { Lab } from './lab.ts';
import { partsOf } from './lab-parts.ts';

export { certificateLines } from '../report/certificate.ts';
export { parseCertificate } from '../studies/certificate/parse.ts';
export { type Lab, type OpenOptions, openLab } from './lab.ts';
export type { Certificate, CertificateCase };

export interface CertifyOptions {
  /** `short` (default): few cases of each cell; `full`: all, minutes on a software adapter. */
  readonly form?: 'short' | 'full';
  readonly signal?: AbortSignal;
  /** Told after each case, with how many there were. */
  readonly onCase?: (found: CertificateCase, done: number) => void;
}

/**
 * Tests every claim of batch invariance of the lab's own sets on this adapter. A claim that does not hold is a finding (`passed` false), not an
 * error. Throws RangeError for onnxruntime-web, which has no kernel sets; GpuError; the signal's reason.
 */
export async function certify(
  lab: Lab,
  { form = 'short', signal, onCase }: CertifyOptions = {},
): Promise<Certificate> {
  const { engine, gpu, model } = partsOf(lab);
  if (engine.kind !== 'webgpu' && engine.kind !== 'cpu')
    throw new RangeError(
      `engine: expected webgpu or cpu, found ${engine.kind}, which has no kernel sets to certify`,
    );
  const claims = fullClaims(model.checkpoint);
  const key = certificateKey(engine, model, runtime(), claims);
  return await certifyAdapter({ engine, gpu, model, form, claims, key, signal, ...(onCase && { onCase }) });
}
