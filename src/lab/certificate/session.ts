import type { Engine } from '../../engine/engine.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { RunOptions } from '../run.ts';
import { type Certificate, certifiedSet } from './certificate.ts';
import { type CertifyOptions, certify } from './certify.ts';
import { certificateKey } from './key.ts';
import { certificateNote } from './note.ts';

/** What may stand for the invariant set in this session, and on what grounds. */
interface SessionCertificate {
  readonly invariantAs: 'invariant' | 'pinned' | null;
  readonly certificate: Certificate;
}

/**
 * Drivers change without saying so: the short form is run again each session, on the dtypes in use, and may only take back
 * what an earlier full certificate granted. Where the many-tilings form fails it, the full list decides whether `pinned` holds.
 */
async function certifySession(
  options: Omit<CertifyOptions, 'form'>,
  earlier: Certificate | null,
): Promise<SessionCertificate> {
  const short = await certify({ ...options, form: 'short' });
  if (short.passed && earlier && certifiedSet(earlier) !== 'invariant') {
    return { invariantAs: certifiedSet(earlier), certificate: earlier };
  }
  if (short.passed) return { invariantAs: 'invariant', certificate: earlier ?? short };
  const full = await certify({ ...options, form: 'full' });
  return { invariantAs: certifiedSet(full), certificate: full };
}

export interface CertifyRunOptions {
  readonly engine: Engine;
  readonly model: LoadedModel;
  readonly experiment: Experiment;
  /** The browser, or the runtime: part of the certificate's key. */
  readonly userAgent: string;
  /** Finds the full certificate kept for a key, if there is a place where one may be. */
  readonly stored?: (key: string) => Promise<Certificate | null>;
  readonly signal?: AbortSignal | undefined;
  readonly onCase?: CertifyOptions['onCase'];
}

/** What was found in this session, by engine and then by dtypes: once each is enough. */
const found = new WeakMap<Engine, Map<string, SessionCertificate>>();

/**
 * Whether an experiment's claims of invariance hold on this adapter, as options of its run. Experiments that claim none, and
 * the CPU engine, which replays the plans themselves, need no certificate; onnxruntime-web, which has no kernel sets, can have none.
 */
export async function certifyRun(
  options: CertifyRunOptions,
): Promise<Pick<RunOptions, 'invariantAs' | 'notes' | 'evidence'>> {
  const { engine, model, experiment, userAgent, stored, signal, onCase } = options;
  const dtypes = claimedDtypes(experiment);
  if (dtypes.length === 0 || engine.kind !== 'webgpu') return {};
  const known = found.get(engine) ?? new Map<string, SessionCertificate>();
  let session = known.get(dtypes.join());
  if (!session) {
    const key = certificateKey(engine, model, userAgent);
    const watch = onCase ? { onCase } : {};
    session = await certifySession(
      { engine, model, key, dtypes, signal, ...watch },
      (await stored?.(key)) ?? null,
    );
    found.set(engine, known.set(dtypes.join(), session));
  }
  return {
    invariantAs: session.invariantAs,
    notes: [certificateNote(session.invariantAs, session.certificate)],
  };
}

function claimedDtypes({ arms }: Experiment) {
  const claiming = arms.filter(({ kernels }) => Object.values(kernels).includes('invariant'));
  return [...new Set(claiming.map(({ dtype }) => dtype))];
}
