import type { Engine } from '../../engine/engine.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import { type CertificateCell, cellBlind, cellKey, cellLost } from '../../results/certificate-cell.ts';
import { type Evidence, evidenceWithout } from '../../results/posture.ts';
import type { RunOptions } from '../run.ts';
import type { Certificate } from './certificate.ts';
import { type CertifyOptions, certify } from './certify.ts';
import { type Claim, claimsOf, claimText, pinnedInstead } from './claims.ts';
import { type Grant, grantOf } from './grant.ts';
import { certificateKey } from './key.ts';
import { certificateNotes } from './note.ts';

/** What a run may rest its claims on. */
export interface CertifiedRun extends Pick<RunOptions, 'notes'> {
  /** What may stand for the invariant set; null: nothing, or nothing is claimed. */
  readonly invariantAs: 'invariant' | 'pinned' | null;
  readonly evidence: Evidence;
}

export interface CertifyRunOptions extends Pick<CertifyOptions, 'probes' | 'onCase'> {
  readonly engine: Engine;
  readonly model: LoadedModel;
  readonly experiment: Experiment;
  /** The browser, or the runtime: part of the certificate's key. */
  readonly userAgent: string;
  /** Finds the full certificate kept for a key, if there is a place where one may be. */
  readonly stored?: (key: string) => Promise<Certificate | null>;
  readonly signal?: AbortSignal | undefined;
}

/** What was found in this session, by engine and then by what was claimed: once each is enough. */
const found = new WeakMap<Engine, Map<string, CertifiedRun>>();

/**
 * Whether an experiment's claims of invariance hold on this adapter: what may stand for its invariant arms, and the cells that say so.
 * Sets in use that no full certificate tests, mixed ones among them, are tested here. The CPU engine replays the plans themselves;
 * onnxruntime-web has none.
 */
export async function certifyRun(options: CertifyRunOptions): Promise<CertifiedRun> {
  const { engine, model, experiment, userAgent, stored } = options;
  if (engine.kind !== 'webgpu') {
    const invariantAs = engine.kind === 'cpu' ? 'invariant' : null;
    return { invariantAs, evidence: evidenceWithout(engine.kind) };
  }
  const claims = claimsOf(experiment, model.checkpoint);
  if (claims.length === 0)
    return { invariantAs: null, evidence: { kind: 'none', why: 'no arm claims invariance' } };
  const known = found.get(engine) ?? new Map<string, CertifiedRun>();
  const claimed = claims.map(claimText).toSorted().join('; ');
  const before = known.get(claimed);
  if (before) return before;
  const earlier = (await stored?.(certificateKey(engine, model, userAgent))) ?? null;
  const certified = await certifySession(options, claims, earlier);
  found.set(engine, known.set(claimed, certified));
  return certified;
}

/**
 * Drivers change without saying so: the short form is run again each session, on what is in use, and may only take back what an
 * earlier full certificate granted. Where it finds a claim lost, the full list decides whether `pinned` holds.
 */
async function certifySession(
  options: CertifyRunOptions,
  claims: readonly Claim[],
  earlier: Certificate | null,
): Promise<CertifiedRun> {
  const short = await certifyClaims(options, claims, 'short');
  if (short.cells.some(cellLost)) {
    const full = await certifyClaims(options, [...claims, ...claims.map(pinnedInstead)], 'full');
    return conclude('full', confirmed(full.cells, short.cells));
  }
  const cells = short.cells.map((cell) => earlierCell(earlier, cell) ?? cell);
  const covered = !short.cells.some((cell) => cells.includes(cell));
  // What stands in for a set that was lost earlier is in use too.
  const standIns = cells.some(cellLost)
    ? (earlier?.cells ?? []).filter((cell) => standsIn(cell, claims))
    : [];
  return conclude(covered ? 'full' : 'short', unique([...cells, ...standIns]));
}

/** A cell of pinned in what the claims read. */
function standsIn({ set, activations, weights }: CertificateCell, claims: readonly Claim[]): boolean {
  const reads = (claim: Claim) => claim.activations === activations && claim.formats.includes(weights);
  return set === 'pinned' && claims.some(reads);
}

function certifyClaims(options: CertifyRunOptions, claims: readonly Claim[], form: Certificate['form']) {
  const { engine, model, userAgent, signal, onCase, probes } = options;
  const key = certificateKey(engine, model, userAgent, claims);
  const rest = { ...(onCase && { onCase }), ...(probes && { probes }) };
  return certify({ engine, model, key, form, claims, signal, ...rest });
}

/** The cell of an earlier certificate that tested the same at greater length; where this session's is blind, only one that was lost. */
function earlierCell(earlier: Certificate | null, cell: CertificateCell): CertificateCell | null {
  const same = (known: CertificateCell) => cellKey(known) === cellKey(cell) && known.cases > 0;
  const before = earlier?.cells.find(same) ?? null;
  return before && cellBlind(cell) && !cellLost(before) ? null : before;
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
    invariantAs: grant.set,
    evidence: { kind: 'certificate', form, cells },
    notes: certificateNotes(grant, form, cells),
  };
}
