import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import type { LoadedModel } from '../../model/load.ts';
import { ModelError } from '../../model/model-error.ts';
import type { MathName } from '../../numerics/math-name.ts';
import { OPERATIONS } from '../../numerics/operations.ts';
import { allInvariant, mathOf } from '../../numerics/sets/kernel-sets.ts';
import { type KernelSet, rulesOf } from '../../numerics/sets/sets.ts';
import {
  type CertifiedOperation,
  COLUMNS,
  claimsDevice,
  INVARIANCES,
  noCell,
  setsName,
} from '../../results/certificate-cell.ts';
import type { Engine } from '../../steps/engine.ts';
import { attentionCases } from './attention-cases.ts';
import type { CellPlace, Certificate, CertificateCase } from './certificate.ts';
import {
  type Claim,
  type OperationGroup,
  operationGroups,
  readsWeights,
  type SingleOperation,
} from './claims.ts';
import type { Finding, Findings } from './comparison.ts';
import { controlsOf } from './controls.ts';
import { deviceCases, deviceControls } from './device-cases.ts';
import { deviceModelCases } from './device-model.ts';
import { judge, judged, skippedCase } from './judge.ts';
import { CONTEXTS_TESTED, MatrixInputs, NORM_SIZES, type ProductDtypes } from './matrix-inputs.ts';
import { mixtureBatch } from './mixture-cases.ts';
import { mixtureControls } from './mixture-controls.ts';
import { type ModelCases, modelCases } from './model-cases.ts';
import { ProbeArm } from './probe-arm.ts';
import type { OperationProbes } from './probes.ts';
import { type EndingSize, endingSizes } from './product-ends.ts';
import { AWKWARD_ROWS, endingBatch, matmulBatch, rmsnormBatch, SHORT_ROWS } from './sum-cases.ts';
import { workerCases, workerControls } from './worker-cases.ts';

export interface MatrixOptions {
  readonly engine: Engine;
  readonly model: LoadedModel;
  readonly form: Certificate['form'];
  /** What is tested. */
  readonly claims: readonly Claim[];
  readonly probes: OperationProbes;
  /** Left out: all. */
  readonly operations?: readonly CertifiedOperation[] | undefined;
}

/** M of the model's own products, with what they end in. */
const ENDING_ROWS = { full: [2, 3, 8, 9, 33, 129], short: [2, 33] } as const;
const ROWS = { full: AWKWARD_ROWS, short: SHORT_ROWS } as const;

/** What is tested: operations by themselves, and claims through the whole model. */
export function askedOf({
  claims,
  operations,
  model,
}: Pick<MatrixOptions, 'claims' | 'operations' | 'model'>) {
  const asked = (operation: CertifiedOperation) => operations?.includes(operation) ?? true;
  return {
    groups: operationGroups(claims, model.checkpoint.config).filter(({ operation }) => asked(operation)),
    whole: asked('whole model') ? claims.filter(claimsModel) : [],
  };
}

/** Whether anything is claimed of the whole model: not where a neighbour's words are part of its sums. */
function claimsModel({ kernels, quantize }: Claim): boolean {
  return allInvariant(kernels) && quantize !== 'per-tensor';
}

/** What a claim is tested with through the whole model. */
export function modelRows({ weights }: Claim, form: Certificate['form']): ModelCases {
  // Formats of weights matter to products alone, which are tested by themselves in each.
  const full = form === 'full' && weights === 'stored';
  return { rows: full ? AWKWARD_ROWS : SHORT_ROWS, full };
}

/** The tests of all claims, operation by operation and then model by model, each once however many claims share it. */
export class Matrix {
  readonly #options: MatrixOptions;
  readonly #controls = new Map<string, readonly Finding[]>();
  readonly #inputs: MatrixInputs;
  readonly #replay = openCpuEngine();

  constructor(options: MatrixOptions) {
    this.#options = options;
    this.#inputs = new MatrixInputs(options.model.checkpoint.config, options.form);
  }

  async *cases(): AsyncGenerator<CertificateCase> {
    const { groups, whole } = askedOf(this.#options);
    for (const group of groups) yield* this.#operation(group);
    for (const claim of whole) yield* this.#wholeModel(claim);
  }

  async *#operation({
    operation,
    set,
    activations,
    weights,
    quantize,
  }: OperationGroup): AsyncGenerator<CertificateCase> {
    for (const invariance of COLUMNS) {
      if (noCell(operation, invariance, set) || (invariance === 'device' && !this.#hasDevice)) continue;
      // A worker would scale its own share of a row.
      if (invariance === 'workers' && quantize) continue;
      const place = { operation, invariance, set, activations, weights, ...(quantize && { quantize }) };
      yield* judged('case', place, 'values', this.#casesOf(place, set));
      yield* this.#controlsFor(place, [operation]);
    }
  }

  /** A replay cannot be compared with itself. */
  get #hasDevice(): boolean {
    return this.#options.engine.kind === 'webgpu';
  }

  #casesOf(place: CellPlace, set: KernelSet): Findings {
    const { operation, invariance, activations, weights, quantize } = place;
    const { probes, form } = this.#options;
    if (invariance === 'device') return deviceCases(probes, this.#inputs.outputs(place));
    if (invariance === 'workers') return workerCases({ probes, set, form, activations, weights: weights[0] });
    const { math } = rulesOf(set);
    switch (operation) {
      case 'matmul':
        return this.#products(set, { activations, weights: weights[0], quantize, math });
      case 'rmsnorm':
        return rmsnormBatch(probes, set, activations, NORM_SIZES[form], ROWS[form]);
      case 'experts':
        return mixtureBatch(probes, set, this.#inputs.mixture(activations, weights[0], math), ROWS[form]);
      default: {
        const tested = { contexts: CONTEXTS_TESTED[form], rows: ROWS[form] };
        return attentionCases(invariance, { probes, heads: this.#config, activations, set }, tested);
      }
    }
  }

  /** As they are, whose sums hide nothing, and in the dispatches that the model's steps run them in. */
  async *#products(set: KernelSet, dtypes: ProductDtypes): Findings {
    const { probes, form } = this.#options;
    yield* matmulBatch(probes, set, this.#inputs.products(dtypes));
    const ending = endingSizes(this.#config).map((size) => this.#inputs.ending(size, dtypes));
    yield* endingBatch(probes, set, ending, ENDING_ROWS[form]);
  }

  async *#wholeModel(claim: Claim): AsyncGenerator<CertificateCase> {
    const { engine, model, form } = this.#options;
    const place = (invariance: CellPlace['invariance']): CellPlace => ({
      ...{ operation: 'whole model', invariance, set: setsName(claim.kernels) },
      ...{ activations: claim.activations, weights: claim.formats },
      ...(claim.quantize && { quantize: claim.quantize }),
    });
    let arm: ProbeArm;
    try {
      arm = await ProbeArm.open(engine, model, claim);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      for (const invariance of this.#columnsOf(claim))
        yield skippedCase('case', place(invariance), 'every case', error.message);
      return;
    }
    try {
      for (const invariance of this.#columnsOf(claim)) {
        const findings =
          invariance === 'device'
            ? deviceModelCases({ model, claim, form, arm, replay: this.#replay })
            : modelCases(invariance, arm, modelRows(claim, form));
        yield* judged('case', place(invariance), 'logits', findings);
        yield* this.#controlsFor(
          place(invariance),
          this.#config.experts ? [...OPERATIONS, 'experts'] : OPERATIONS,
        );
      }
    } finally {
      arm.close();
    }
  }

  #columnsOf({ kernels }: Claim) {
    const hasDevice = mathOf(kernels) === 'portable' && this.#hasDevice;
    return hasDevice ? ([...INVARIANCES, 'device'] as const) : INVARIANCES;
  }

  /** Frees what the replays of the model hold. */
  close(): void {
    this.#replay.destroy();
  }

  /** A control speaks of the adapter, not of a set: each is run once, and stands in every cell that needs it. */
  async *#controlsFor(
    place: CellPlace,
    operations: readonly SingleOperation[],
  ): AsyncGenerator<CertificateCase> {
    const { invariance, set, activations, weights, quantize } = place;
    if (invariance === 'workers') {
      const options = { probes: this.#options.probes, form: this.#options.form, activations };
      const controls = workerControls({ ...options, set: set as KernelSet, weights: weights[0] });
      yield* judged('control', place, 'values', controls);
      return;
    }
    const math: MathName = claimsDevice(set) ? 'portable' : 'native';
    for (const operation of operations) {
      for (const format of readsWeights(operation) ? weights : weights.slice(0, 1)) {
        // A product's and a norm's steps differ by M alone, whatever made it differ.
        const pair = invariance === 'device' || operation === 'attention' ? invariance : 'batch';
        const isMatmul = operation === 'matmul';
        const scales = isMatmul ? quantize : undefined;
        const read = readsWeights(operation) ? format : '';
        const key = [operation, pair, math, activations, read, scales].join(' / ');
        const { probes, form } = this.#options;
        const ending = (size: EndingSize) =>
          this.#inputs.ending(size, { activations, weights: format, quantize: scales, math });
        const dtypes = { activations, weights: format, quantize: scales, math };
        const options = { probes, config: this.#config, ...dtypes, full: form === 'full', ending };
        const found = () => {
          if (pair === 'device') {
            const outputs = this.#inputs.outputs({
              ...place,
              operation,
              weights: [format],
              quantize: scales,
            });
            return deviceControls(operation, probes, outputs, form === 'full');
          }
          return operation === 'experts'
            ? mixtureControls(probes, this.#inputs.mixture(activations, format, math))
            : controlsOf(operation, pair, options);
        };
        const known = this.#controls.get(key) ?? (await all(found()));
        this.#controls.set(key, known);
        for (const finding of known) yield judge('control', place, 'values', finding);
      }
    }
  }

  get #config() {
    return this.#options.model.checkpoint.config;
  }
}

async function all(findings: Findings): Promise<Finding[]> {
  const list: Finding[] = [];
  for await (const finding of findings) list.push(finding);
  return list;
}
