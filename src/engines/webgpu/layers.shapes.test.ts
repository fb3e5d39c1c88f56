import { beforeAll, describe, expect, test } from 'vitest';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { deviceInverseSqrt } from '../../kernels/testing/device-math.ts';
import { differingAt } from '../../kernels/testing/layout.ts';
import { REAL_SHAPES } from '../../kernels/testing/real-shapes.ts';
import type { Checkpoint, StoredTensor } from '../../model/checkpoint.ts';
import { elementsOf, type Operation, type OutputPlace, operationAt, outputLabel } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { weightAt } from '../../model/model-weights.ts';
import { isMatmul } from '../../model/operations.ts';
import { randomModel } from '../../model/random-model.ts';
import { SHAPES } from '../../model/shapes.ts';
import { widenTensor } from '../../model/widen.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { MULTIPLY_ADD, type MultiplyAddRule } from '../../numerics/fma.ts';
import { replaySum } from '../../numerics/replay.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { type KernelSet, OWN_SETS } from '../../numerics/sets/sets.ts';
import { randomValues } from '../../numerics/testing/arbitraries.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import type { Sample, StepOutput } from '../../steps/step-output.ts';
import type { StepSlice } from '../../steps/step-plan.ts';
import { armSpec, setsOf, stepOf } from '../../steps/testing/arms.ts';
import { inCompany } from '../../steps/testing/company.ts';
import type { RowTrace, TracedOutput } from '../../steps/trace.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

/** M of the probe's decode steps. */
const ROWS = [1, 8, 17, 33];
/** Batchmates that sample besides the probe: a head of 150,000 columns takes a software adapter longer than all else. */
const SAMPLING_MATES = 2;
/** One position beyond the last prefilled one; keys in two splits. */
const PROMPT = 67;
const CHUNKS = [31, 33, 3];
const BLOCKS = Array.from({ length: blocksFor(PROMPT + 1) }, (_, block) => block);
const LIMITS = { maxSequences: 34, maxTokensPerStep: 33, maxContext: 80, blocks: 130 };
/** Elements of each output that are rebuilt from its inputs. */
const CHECKED = 8;

const SHAPE_CASES = REAL_SHAPES.filter((shape) => SHAPES[shape].lacks === undefined).map((shape) => ({
  name: `random:${shape}:1`,
}));

await describeOnGpu('a layer of real size, its head and its vocabulary', (gpu) => {
  let rule: MultiplyAddRule;
  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
  });

  describe.each(SHAPE_CASES)('$name', ({ name }) => {
    let checkpoint: Checkpoint;
    let engine: WebGpuEngine;
    beforeAll(async () => {
      ({ checkpoint } = await randomModel(name));
      engine = new WebGpuEngine(gpu);
      return () => engine.destroy();
    });

    test.each(armsOf(name))(
      '$set kernels, $activations: the bits of the replay, of the trace and of every M',
      async ({ set, activations }) => {
        const spec = armSpec({ kernels: setsOf(set), activations, limits: LIMITS });
        const arm = await engine.load(checkpoint).openArm(spec);
        const { vocabSize } = checkpoint.config;
        await prefill(arm, vocabSize);
        const traces: RowTrace[] = [];
        for (const rows of ROWS) {
          const step = stepOf(...decodeAmong(rows, vocabSize));
          const plain = probeOf(await arm.step(step));
          const { output, trace } = await arm.traceStep!(step, 'probe');
          expect(bitsOfSample(probeOf(output)), `M = ${rows}: traced`).toEqual(bitsOfSample(plain));
          expect(await wrongElements(trace, checkpoint), `M = ${rows}`).toEqual([]);
          traces.push(trace);
        }
        if (set !== 'variant')
          for (const trace of traces)
            expect(differingOutputs(trace, traces[0]), `M = ${trace.rows}`).toEqual([]);
        arm.destroy();
      },
    );
  });

  /** Elements of the trace that their inputs, added as the plan says, do not give. */
  async function wrongElements(trace: RowTrace, checkpoint: Checkpoint): Promise<string[]> {
    const graph = modelGraph(checkpoint.config);
    const wrong: string[] = [];
    for (const output of trace.outputs) {
      const operation = operationAt(graph, output);
      const { kind } = operation;
      const expected =
        kind === 'matmul'
          ? productElements(trace, operation, checkpoint)
          : kind === 'norm'
            ? await normElements(trace, operation, checkpoint)
            : kind === 'add'
              ? sumElements(trace, operation, output)
              : new Map<number, number>();
      for (const [element, value] of expected)
        if (!Object.is(output.values[element], value))
          wrong.push(`${outputLabel(operation)}[${element}]: ${output.values[element]}, expected ${value}`);
    }
    return wrong;
  }

  function productElements(trace: RowTrace, operation: Operation, checkpoint: Checkpoint) {
    if (!isMatmul(operation.name)) throw new RangeError(operation.name);
    const plan = trace.matmul[operation.name];
    const x = inputOf(trace, operation);
    return new Map(
      checkedElements(operation).map((element) => [
        element,
        replaySum(plan, rule, weightRow(checkpoint, operation, element), 0, x, 0),
      ]),
    );
  }

  async function normElements(trace: RowTrace, operation: Operation, checkpoint: Checkpoint) {
    const x = inputOf(trace, operation);
    const gain = widenTensor(weightAt(checkpoint, operation.weights[0]));
    const { multiplyAdd, store } = {
      multiplyAdd: MULTIPLY_ADD[rule],
      store: roundTo(outputOf(trace, operation).dtype),
    };
    const squares = replaySum(trace.norm, rule, x, 0, x, 0);
    const epsilon = Math.fround(checkpoint.config.rmsNormEps);
    const meanSquare = multiplyAdd(squares, Math.fround(1 / x.length), epsilon);
    const [scale] = await deviceInverseSqrt(gpu, Float32Array.of(meanSquare));
    return new Map(
      checkedElements(operation).map((i) => [i, store(Math.fround(Math.fround(x[i] * scale) * gain[i]))]),
    );
  }
});

/** The residual stream: the sum of its two inputs, rounded once. */
function sumElements(trace: RowTrace, operation: Operation, { dtype }: TracedOutput) {
  const [a, b] = operation.inputs.map((run) => outputOf(trace, run).values);
  return new Map(checkedElements(operation).map((i) => [i, roundTo(dtype)(Math.fround(a[i] + b[i]))]));
}

/** All sets in bf16, as the lab runs; the one that is claimed in f32 too, but at sizes that take no minutes. */
function armsOf(name: string): { set: KernelSet; activations: ActivationDtype }[] {
  const bf16 = OWN_SETS.map((set) => ({ set, activations: 'bf16' }) as const);
  return /nano|smollm2/.test(name) ? [...bf16, { set: 'invariant', activations: 'f32' }] : bf16;
}

function tokensOf(count: number, seed: number, vocabSize: number): number[] {
  return Array.from(randomValues(count, seed), (x) => Math.floor(((x + 1) / 2) * vocabSize) % vocabSize);
}

async function prefill(arm: ArmRunner, vocabSize: number): Promise<void> {
  const tokens = tokensOf(PROMPT, 1, vocabSize);
  let start = 0;
  for (const length of CHUNKS) {
    const slice = { request: 'probe', start, tokens: tokens.slice(start, start + length), blocks: BLOCKS };
    await arm.step(stepOf({ ...slice, samples: false }));
    start += length;
  }
}

function decodeAmong(rows: number, vocabSize: number): StepSlice[] {
  // The last token of the vocabulary: the farthest row of the embedding.
  const probe = { request: 'probe', start: PROMPT, tokens: [vocabSize - 1], blocks: BLOCKS, samples: true };
  const company = { rows, place: 0.5, shapes: rows, contents: 1, vocabSize, firstBlock: BLOCKS.length };
  let sampling = 0;
  return inCompany(probe, company).map((slice) =>
    slice === probe ? slice : { ...slice, samples: slice.samples && sampling++ < SAMPLING_MATES },
  );
}

function probeOf({ samples }: StepOutput): Sample {
  const sample = samples.find(({ request }) => request === 'probe');
  if (!sample?.finite) throw new Error(`the step gave ${sample ? 'no finite' : 'no'} logits of the probe`);
  return sample;
}

/** All that a step says of the probe: the digest stands for the bits of its logits. */
function bitsOfSample({ token, top, logSumExp, digest }: Sample) {
  return { token, top, logSumExp, digest };
}

function checkedElements({ shape }: Operation): number[] {
  const elements = elementsOf(shape);
  const inner = Array.from(randomValues(CHECKED - 2, elements), (x) => Math.floor(((x + 1) / 2) * elements));
  return [0, elements - 1, ...inner];
}

function outputOf(trace: RowTrace, place: OutputPlace): TracedOutput {
  return trace.outputs.find(({ layer, name }) => layer === place.layer && name === place.name)!;
}

function inputOf(trace: RowTrace, { inputs: [run] }: Operation): Float32Array {
  return outputOf(trace, run).values;
}

/** The weights of one column of a product, without widening the others'. */
function weightRow(checkpoint: Checkpoint, { weights }: Operation, column: number): Float32Array {
  let at = column;
  for (const weight of weights) {
    const [columns, terms] = weight.shape;
    if (at < columns) return widenTensor(rowOf(weightAt(checkpoint, weight), at, terms));
    at -= columns;
  }
  throw new RangeError(`no column ${column}`);
}

function rowOf(tensor: StoredTensor, row: number, terms: number): StoredTensor {
  const bytes = tensor.bytes.length / elementsOf(tensor.shape);
  return {
    ...tensor,
    shape: [1, terms],
    bytes: tensor.bytes.subarray(row * terms * bytes, (row + 1) * terms * bytes),
  };
}

function differingOutputs(a: RowTrace, b: RowTrace): string[] {
  return a.outputs.flatMap((output, i) =>
    differingAt(output.values, b.outputs[i].values).map((at) => `${outputLabel(output)}[${at}]`),
  );
}
