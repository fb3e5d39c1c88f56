import { NO_OWN_KERNELS, type OwnKernelHost } from '../../engines/webgpu/own-device.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { RecordSetting } from '../../lab/run-record.ts';
import type { LoadedModel } from '../../model/load.ts';
import { type InvariantAs, mathOf } from '../../numerics/sets/kernel-sets.ts';
import {
  type CertificateCell,
  cellBlind,
  cellKey,
  cellLost,
  invarianceLost,
} from '../../results/certificate-cell.ts';
import { type Evidence, evidenceWithout } from '../../results/posture.ts';
import type { Engine, EngineModel } from '../../steps/engine.ts';
import { testOwnKernels } from '../own-kernels/test-own.ts';
import type { Certificate } from './certificate.ts';
import { type CertifyOptions, certify } from './certify.ts';
import { type Claim, claimsOf, claimText, distinctClaims, standInClaim } from './claims.ts';
import { type Grant, grantOf } from './grant.ts';
import { certificateKey } from './key.ts';
import { certificateNotes } from './note.ts';

/** What a run may rest its claims on. */
export interface CertifiedRun extends Pick<RecordSetting, 'notes' | 'ownClaims' | 'portable'> {
  /** Null: nothing may be called invariant, or nothing is. */
  readonly invariantAs: InvariantAs;
  readonly evidence: Evidence;
}

export interface CertifyRunOptions extends Pick<CertifyOptions, 'gpu' | 'probes' | 'onCase' | 'onWeights'> {
  readonly engine: Engine;
  readonly model: LoadedModel;
  readonly experiment: Experiment;
  /** The browser, or the runtime: part of the certificate's key. */
  readonly userAgent: string;
  /** Finds the full certificate kept for a key, if there is a place where one may be. */
  readonly stored?: (key: string) => Promise<Certificate | null>;
  readonly signal?: AbortSignal | undefined;
  /** Where kernels that are not the lab's may run; left out, they may not. */
  readonly own?: OwnKernelHost | undefined;
  /** Told before each case of such a kernel's test. */
  readonly onOwnCase?: (done: number) => void;
}

/** What the cells of this session's own tests say. */
interface Tested {
  readonly form: Certificate['form'];
  readonly cells: readonly CertificateCell[];
}

/** What was tested in this session, by an engine's model and then by what was claimed: once each is enough. */
const tested = new WeakMap<EngineModel, Map<string, Tested>>();

/**
 * Whether an experiment's claims of invariance hold on this adapter: as what its invariant arms may run, and the cells that say so.
 * Sets in use that no full certificate tests, mixed ones among them, are tested here. The CPU engine replays the plans themselves;
 * onnxruntime-web has none.
 *
 * Drivers change without saying so: the short form is run again each session, on what is in use, and may only take back what an
 * earlier full certificate granted. So is what stands in for a set that was lost earlier.
 */
export async function certifyRun(options: CertifyRunOptions): Promise<CertifiedRun> {
  const certified = { ...(await certifySets(options)), ...(await probed(options)) };
  if (!options.experiment.shaders) return certified;
  const { experiment, model, signal, onOwnCase, own: host = NO_OWN_KERNELS } = options;
  // Another engine refuses them by itself.
  if (options.engine.kind !== 'webgpu') return certified;
  let done = 0;
  const told = { onCase: () => onOwnCase?.(++done) };
  const { config } = model.checkpoint;
  const { invariantAs } = certified;
  const ownClaims = await testOwnKernels({ host, experiment, config, signal, invariantAs, ...told });
  return { ...certified, ownClaims };
}

/** Whether portable arithmetic holds on the adapter, asked before any run of it. */
async function probed({ engine, experiment }: CertifyRunOptions): Promise<Pick<CertifiedRun, 'portable'>> {
  const asked = experiment.arms.some(({ kernels }) => mathOf(kernels) === 'portable');
  return asked ? { portable: await engine.probePortable() } : {};
}

async function certifySets(options: CertifyRunOptions): Promise<CertifiedRun> {
  const { engine, model, experiment, userAgent, stored } = options;
  if (engine.kind !== 'webgpu') {
    const invariantAs = engine.kind === 'cpu' ? 'itself' : null;
    return { invariantAs, evidence: evidenceWithout(engine.kind) };
  }
  const claims = claimsOf(experiment, model.checkpoint);
  if (claims.length === 0)
    return { invariantAs: null, evidence: { kind: 'none', why: 'no arm claims invariance' } };
  const here = await testOnce(options, claims);
  if (here.form === 'full') return conclude('full', here.cells);
  // Asked anew each time: a full certificate may have been made since the last run.
  const earlier = (await stored?.(certificateKey(engine, model, userAgent))) ?? null;
  const inUse = withEarlier(here, earlier);
  if (!inUse.cells.some(invarianceLost)) return conclude(inUse.form, inUse.cells);
  const standIns = withEarlier(await testOnce(options, distinctClaims(claims.map(standInClaim))), earlier);
  const form = inUse.form === 'full' && standIns.form === 'full' ? 'full' : 'short';
  return conclude(form, unique([...inUse.cells, ...standIns.cells]));
}

async function testOnce(options: CertifyRunOptions, claims: readonly Claim[]): Promise<Tested> {
  const model = options.engine.load(options.model.checkpoint);
  const known = tested.get(model) ?? new Map<string, Tested>();
  const claimed = claims.map(claimText).toSorted().join('; ');
  const found = known.get(claimed) ?? (await testClaims(options, claims));
  tested.set(model, known.set(claimed, found));
  return found;
}

/** The short form; where it finds a claim lost, the full list decides whether what stands in for it holds. */
async function testClaims(options: CertifyRunOptions, claims: readonly Claim[]): Promise<Tested> {
  const short = await certifyClaims(options, claims, 'short');
  if (!short.cells.some(invarianceLost)) return { form: 'short', cells: short.cells };
  const both = distinctClaims([...claims, ...claims.map(standInClaim)]);
  const full = await certifyClaims(options, both, 'full');
  return { form: 'full', cells: confirmed(full.cells, short.cells) };
}

/** The short form's cells as an earlier certificate tested them at greater length, except where it is blind now. */
function withEarlier(here: Tested, earlier: Certificate | null): Tested {
  if (here.form === 'full') return here;
  const known = here.cells.map((cell) => (cellBlind(cell) ? null : earlierCell(earlier, cell)));
  return {
    form: known.every((cell) => cell !== null) ? 'full' : 'short',
    cells: here.cells.map((cell, i) => known[i] ?? cell),
  };
}

function certifyClaims(options: CertifyRunOptions, claims: readonly Claim[], form: Certificate['form']) {
  const { engine, gpu, model, userAgent, signal, onCase, onWeights, probes } = options;
  const key = certificateKey(engine, model, userAgent, claims);
  const rest = { ...(onCase && { onCase }), ...(probes && { probes }) };
  return certify({ engine, gpu, model, key, form, claims, signal, onWeights, ...rest });
}

/** The cell of an earlier certificate that tested the same at greater length. */
function earlierCell(earlier: Certificate | null, cell: CertificateCell): CertificateCell | null {
  return earlier?.cells.find((known) => cellKey(known) === cellKey(cell) && known.cases > 0) ?? null;
}

/** What the full list found; a cell that the short form lost stays lost where the full list did not meet the fault again. */
function confirmed(full: readonly CertificateCell[], short: readonly CertificateCell[]): CertificateCell[] {
  return full.map((cell) => {
    const before = short.find((known) => cellKey(known) === cellKey(cell));
    return before && cellLost(before) && !cellLost(cell) ? before : cell;
  });
}

function unique(cells: readonly CertificateCell[]): CertificateCell[] {
  return [...new Map(cells.toReversed().map((cell) => [cellKey(cell), cell])).values()].toReversed();
}

function conclude(form: Certificate['form'], cells: readonly CertificateCell[]): CertifiedRun {
  const grant: Grant = grantOf(cells);
  return {
    invariantAs: grant.invariantAs,
    evidence: { kind: 'certificate', form, cells },
    notes: certificateNotes(grant, form, cells),
  };
}
