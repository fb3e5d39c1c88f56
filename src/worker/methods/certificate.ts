import type { Certificate } from '../../studies/certificate/certificate.ts';
import { certify } from '../../studies/certificate/certify.ts';
import { fullClaims } from '../../studies/certificate/claims.ts';
import { certificateKey } from '../../studies/certificate/key.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone } from '../method.ts';
import type { ModelChoice } from '../model-choice.ts';
import type { CertifyingNews, LoadingNews } from '../news.ts';

export interface CertifyRequest {
  readonly model: ModelChoice;
  /** Address of the folder that holds a folder for each model; ends in a slash. */
  readonly modelsUrl: string;
}

export function certificateMethods(lab: LabHost) {
  return {
    /** The full certificate of this adapter. Throws GpuError, ModelError. */
    make: alone(
      async (
        work: AloneWork<LoadingNews | CertifyingNews>,
        request: CertifyRequest,
      ): Promise<Certificate> => {
        const { signal, tell } = work;
        const model = await lab.load(request.modelsUrl, request.model, work);
        const { engine, gpu } = await lab.engines.open('webgpu', model);
        const key = certificateKey(engine, model, lab.userAgent);
        const claims = fullClaims(model.checkpoint);
        const onCase = (_: unknown, done: number) => tell({ type: 'certifying', done });
        const onWeights = (done: number, total: number) => tell({ type: 'uploading', done, total });
        return await certify({ engine, gpu, model, key, form: 'full', claims, signal, onCase, onWeights });
      },
    ),
  };
}
