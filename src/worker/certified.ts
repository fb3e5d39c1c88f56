import type { Experiment } from '../experiment/schema.ts';
import type { LoadedModel } from '../model/load.ts';
import type { Certificate } from '../studies/certificate/certificate.ts';
import { type CertifiedRun, certifyRun } from '../studies/certificate/session.ts';
import type { HostedEngine } from './engine-host.ts';
import type { Work } from './method.ts';
import type { CertifyingNews } from './news.ts';

interface CertifiedOptions extends HostedEngine {
  readonly model: LoadedModel;
  readonly experiment: Experiment;
  readonly userAgent: string;
  /** Of earlier visits. */
  readonly certificates: readonly Certificate[];
}

/** What an experiment's claims of invariance may rest on, tested as far as the page's certificates do not say it. Throws the signal's reason. */
export function certified(
  { certificates, ...options }: CertifiedOptions,
  { signal, tell }: Work<CertifyingNews>,
): Promise<CertifiedRun> {
  return certifyRun({
    ...{ ...options, signal },
    stored: (key) => Promise.resolve(certificates.find((one) => one.key === key) ?? null),
    onCase: (_, done) => tell({ type: 'certifying', done }),
    onWeights: (loaded, total) => tell({ type: 'uploading', done: loaded, total }),
    onOwnCase: (done) => tell({ type: 'certifying', done }),
  });
}
