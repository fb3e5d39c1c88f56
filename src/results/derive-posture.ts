import type { OwnKernelMarks } from '../experiment/shaders.ts';
import type { ActivationDtype, Quantize } from '../numerics/dtypes.ts';
import { OPERATIONS } from '../numerics/operations.ts';
import type { PortableVerdict } from '../numerics/portable/verdict.ts';
import { ruleName } from '../numerics/rule-name.ts';
import { allInvariant, type KernelSets, mathOf } from '../numerics/sets/kernel-sets.ts';
import { rulesOf } from '../numerics/sets/sets.ts';
import type { Decoding, ExpertServing } from '../steps/arm-spec.ts';
import type { WidthsAsked } from '../steps/dynamic-widths.ts';
import type { EngineKind } from '../steps/engine.ts';
import type { Speculation } from '../steps/speculation.ts';
import { TOP } from '../steps/step-output.ts';
import type { Verification } from '../steps/verified-by.ts';
import {
  type CertificateCell,
  type CertifiedWeights,
  type ClaimedOperation,
  cellStands,
  setsName,
} from './certificate-cell.ts';
import { capacityWords, coupledBy } from './coupled-by.ts';
import { deviceFailures, judgeCells } from './judge-cells.ts';
import { claimOn, type OwnClaim, ownClaimWords } from './own-claim.ts';
import { type Evidence, hasKernelSets, NO_SETS, type OperationPosture, type Posture } from './posture.ts';
import { ownRule, ruleOf } from './sets-text.ts';
import { speculationWords } from './speculation-words.ts';
import { verificationWords } from './verification-words.ts';
import { CHOICE_UNTESTED } from './widths-text.ts';

/** Everything of an arm that its claims depend on. */
export interface PostureSubject {
  readonly arm: string;
  readonly engine: EngineKind;
  /** Name of the adapter. */
  readonly adapter: string;
  /** As the experiment names them. */
  readonly asked: KernelSets;
  /** As they run, with what stands in for another set. */
  readonly kernels: KernelSets;
  readonly activations: ActivationDtype;
  readonly parallelism: number;
  /** Formats that the products read. */
  readonly weights: readonly CertifiedWeights[];
  /** What shares a scale where products read activations as q8. */
  readonly quantize?: Quantize;
  /** Left out where products have one width. */
  readonly dynamic?: WidthsAsked;
  /** Format that layers are lowered to while memory is short; left out: they stay as they are. */
  readonly lowered?: 'q8' | 'q4';
  readonly decoding: Decoding;
  /** Left out where experts have room for all, and of models without. */
  readonly experts?: ExpertServing;
  /** Own kernels by the operation whose place they take, and what was found of them. */
  readonly own?: OwnKernelMarks;
  readonly ownClaims?: readonly OwnClaim[];
  /** What the adapter's probe said of portable arithmetic; left out where nobody asked it. */
  readonly portable?: PortableVerdict | null | undefined;
  readonly speculation?: Speculation;
  /** By the sets that run. */
  readonly verify?: Verification;
}

/** What may be said of an arm on this evidence, and no more (NUMERICS: certificate). */
export function postureOf(subject: PostureSubject, evidence: Evidence): Posture {
  const { arm, asked, kernels, activations, weights, quantize, dynamic, decoding, speculation, verify } =
    subject;
  const replaced = OPERATIONS.some((operation) => asked[operation] !== kernels[operation]);
  return {
    arm,
    activations,
    weights,
    ...(quantize && { quantize }),
    ...(dynamic && { dynamic }),
    operations: claimsOf(kernels).map((claim) => operationPosture(subject, evidence, claim)),
    replaced: replaced
      ? claimsOf(asked)
          .map((claim) => operationPosture(subject, evidence, claim))
          .filter(({ standing }) => standing === 'lost')
      : [],
    sampler: samplerWords(decoding),
    ...(mathOf(kernels) === 'portable' &&
      hasKernelSets(subject.engine) && { portable: portableVerdict(subject, evidence) }),
    ...(speculation && { speculation: speculationWords(speculation, subject) }),
    ...(verify && { verification: verificationWords(verify) }),
    grounds: groundsWords(subject, evidence),
  };
}

/** What the probe said, unless the certificate then found other bits than its replay's. */
function portableVerdict(subject: PostureSubject, evidence: Evidence): PortableVerdict | null {
  const { portable = null, kernels } = subject;
  if (!portable?.holds || evidence.kind !== 'certificate') return portable;
  const failed = claimsOf(kernels).flatMap(({ operation, set }) =>
    deviceFailures(subject, operation, cellsOf(evidence.cells, operation, set)).map(
      (words) => `${operation}, ${words}`,
    ),
  );
  if (failed.length === 0) return portable;
  return { holds: false, step: 'certificate', why: `its certificate found ${failed.join('; ')}` };
}

/** A mixture's router and experts are products. */
function cellsOf(cells: readonly CertificateCell[], operation: ClaimedOperation, set: string) {
  return cells.filter(
    (cell) =>
      cell.set === set &&
      (cell.operation === operation || (cell.operation === 'experts' && operation === 'matmul')),
  );
}

/** Greedy takes the highest logit; a temperature draws, and who shares the batch has no part in the draw (NUMERICS: sampling). */
export function samplerWords({ temperature, seed, sampler }: Decoding): string {
  if (temperature === 0) return 'greedy, ties to the lower token id';
  const keyed = `Gumbel noise keyed by seed ${seed}, request id, position and`;
  const among = sampler === undefined ? '' : `among the ${TOP} highest logits, `;
  // A last bit that swaps two ranks swaps their noise: the draw follows whatever reaches the logits' order.
  return `temperature ${temperature}, ${among}${keyed} ${sampler === 'rank' ? 'RANK among them, which a last bit may swap' : 'token id'}`;
}

interface Claim {
  readonly operation: ClaimedOperation;
  /** As cells name it. */
  readonly set: string;
  readonly rule: string;
  /** Whether the set says that it does not follow the batch. */
  readonly claims: boolean;
}

/** What the three operations claim, and the model made of them: it claims nothing where one of them does not. */
function claimsOf(kernels: KernelSets): Claim[] {
  const rules = OPERATIONS.map((operation) => ruleName(kernels[operation]));
  const mixed = new Set(rules).size > 1;
  return [
    ...OPERATIONS.map((operation, i): Claim => {
      const set = kernels[operation];
      return { operation, set, rule: rules[i], claims: rulesOf(set).batchInvariant };
    }),
    {
      operation: 'whole model',
      set: setsName(kernels),
      rule: mixed ? OPERATIONS.map((name, i) => `${name} ${rules[i]}`).join(', ') : rules[0],
      claims: allInvariant(kernels),
    },
  ];
}

function operationPosture(
  subject: PostureSubject,
  evidence: Evidence,
  { operation, set, rule, claims }: Claim,
): OperationPosture {
  const nothing = { operation, rule, covered: [], reasons: [] } as const;
  const own = ownPosture(subject, operation);
  if (own) return own;
  if (!hasKernelSets(subject.engine)) {
    return { ...nothing, rule: 'onnxruntime-web', standing: 'none', reasons: [NO_SETS] };
  }
  const capacity = subject.experts?.capacity ?? null;
  if (capacity !== null && operation === 'whole model')
    return { ...nothing, standing: 'none', reasons: [capacityWords(capacity)] };
  if (!claims) return { ...nothing, standing: 'none' };
  const products = operation === 'matmul' || operation === 'whole model';
  const coupled = products ? coupledBy(subject) : [];
  if (coupled.length > 0) return { ...nothing, standing: 'none', reasons: coupled };
  switch (evidence.kind) {
    case 'replay':
      return { ...nothing, standing: 'replayed' };
    case 'none':
      return { ...nothing, standing: 'observed', reasons: [evidence.why] };
    case 'certificate': {
      const judged = judgeCells(subject, operation, cellsOf(evidence.cells, operation, set));
      // Each width was tested by itself, and nobody chose.
      if (subject.dynamic && operation === 'whole model' && judged.standing === 'certified')
        return { ...nothing, standing: 'observed', reasons: [CHOICE_UNTESTED] };
      return { operation, rule, ...judged };
    }
  }
}

/** What may be said of a kernel of one's own, and of a model that has one in it; null where the sets run. */
function ownPosture(subject: PostureSubject, operation: ClaimedOperation): OperationPosture | null {
  const { own, ownClaims = [], kernels, activations, parallelism } = subject;
  if (!own) return null;
  const rest = { operation, standing: 'own', covered: [] } as const;
  if (operation === 'whole model') {
    const rules = OPERATIONS.map((name) => `${name} ${ruleOf({ kernels, own }, name)}`);
    return {
      ...rest,
      rule: rules.join(', '),
      reasons: [`${Object.keys(own).join(' and ')} by kernels of one's own`],
    };
  }
  const mark = own[operation];
  if (!mark) return null;
  const claim = claimOn(ownClaims, mark, { activations, parallelism, set: kernels[operation] });
  return {
    ...rest,
    rule: ownRule(mark),
    reasons: [claim ? `tested here: ${mark.name}: ${ownClaimWords(claim)}` : `${mark.name}: not tested here`],
  };
}

function groundsWords({ adapter }: PostureSubject, evidence: Evidence): string {
  switch (evidence.kind) {
    case 'replay':
      return 'the CPU engine computes the plans themselves, which says nothing of a GPU';
    case 'none':
      return evidence.why;
    case 'certificate': {
      const stand = evidence.cells.filter(cellStands).length;
      return `${evidence.form} certificate, ${stand} of ${evidence.cells.length} cells stand on ${adapter}`;
    }
  }
}
