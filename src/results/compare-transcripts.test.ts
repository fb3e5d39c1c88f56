import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argmax } from '../numerics/highest.ts';
import { compareSequences, summaryOf } from './compare-transcripts.ts';
import { diffStreams } from './diff.ts';
import { streamOfLogits } from './testing/traces.ts';
import { listed, sequenceOf } from './testing/transcripts.ts';
import type { TranscriptPosition, TranscriptSequence } from './transcripts.ts';

const compare = (a: TranscriptSequence, b: TranscriptSequence, sameInputs = false) =>
  compareSequences({ a, b }, { sameInputs });
const withPositions = (id: string, positions: readonly TranscriptPosition[]) =>
  sequenceOf(
    id,
    positions.map(({ text }) => text ?? ''),
    { positions },
  );

describe('compareSequences', () => {
  it('finds the fork and gives no numbers behind it', async () => {
    const a = withPositions('x', [
      listed({ a: -0.1, b: -3 }),
      listed({ c: -0.6, d: -0.7 }),
      listed({ e: -1, f: -2 }),
    ]);
    const b = withPositions('x', [
      listed({ a: -0.2, b: -3 }),
      listed({ d: -0.6, c: -0.8 }),
      listed({ e: -1, f: -9 }),
    ]);
    const found = await compare(a, b);
    expect(found).toMatchObject({ fork: 1, forkTexts: { a: 'c', b: 'd' }, comparable: 2, argmaxEqual: 1 });
    expect(found.margin).toBeCloseTo(0.1);
    expect(found.perturbation).toBeCloseTo(0.3);
    expect(found.maxDelta).toBeCloseTo(0.2);
    expect(found).toMatchObject({ possible: 1, judged: 2, bits: null, logits: null });
  });

  it('counts an end as the fork', async () => {
    const found = await compare(sequenceOf('x', ['a', 'b']), sequenceOf('x', ['a']));
    expect(found).toMatchObject({ fork: 1, forkTexts: { a: 'b', b: null }, comparable: 1 });
  });

  it('compares words where one side tells no tokens', async () => {
    const a = sequenceOf('x', ['The ', 'kin', 'g sat']);
    const b = sequenceOf('x', ['The', ' king', ' stood'], { unit: 'word' });
    expect(await compare(a, b)).toMatchObject({
      unit: 'word',
      fork: 2,
      forkTexts: { a: ' sat', b: ' stood' },
    });
  });

  it('knows no margin without a list, and tells the tokens that were drawn', async () => {
    const bare = { ...listed({ a: -1 }), top: [] };
    expect(await compare(withPositions('x', [bare]), withPositions('x', [bare]))).toMatchObject({
      margin: null,
      perturbation: null,
      judged: 0,
      maxDelta: 0,
      argmaxKnown: 0,
    });
    const drawn = withPositions('x', [listed({ a: -0.1, b: -3 }, 'b')]);
    expect((await compare(drawn, drawn)).drawn).toEqual({ a: 1, b: 1 });
  });

  it('tells nothing by fingerprints of two versions, and says that it is for that', async () => {
    const told = (more: object) => sequenceOf('x', ['a'], more);
    const [one, two] = [told({ fingerprint: 'a'.repeat(64) }), told({ fingerprint: `2:${'a'.repeat(64)}` })];
    expect(await compare(one, two)).toMatchObject({ bits: null, twoVersions: true });
    const both = { ...two, fingerprint1: 'a'.repeat(64) };
    expect(await compare(one, both)).toMatchObject({ bits: true, twoVersions: false });
    expect(await compare(one, told({}))).toMatchObject({ bits: null, twoVersions: false });
  });

  it('takes equal fingerprints for equal bits, and unequal ones for others', async () => {
    const told = (fingerprint: string) => sequenceOf('x', ['a'], { fingerprint });
    expect((await compare(told('00'), told('00'))).bits).toBe(true);
    expect((await compare(told('00'), told('01'))).bits).toBe(false);
    expect((await compare(told('00'), sequenceOf('x', ['a']))).bits).toBeNull();
  });

  it('says of a flip that its perturbation reached the margin, whatever the lists leave out', async () => {
    const logprobs = fc.array(fc.double({ min: -20, max: 0, noNaN: true }), { minLength: 6, maxLength: 6 });
    const side = (values: readonly number[], count: number) =>
      listed(
        Object.fromEntries(
          values
            .map((logprob, at) => [`t${at}`, logprob] as const)
            .toSorted((x, y) => y[1] - x[1])
            .slice(0, count),
        ),
      );
    await fc.assert(
      fc.asyncProperty(
        logprobs,
        logprobs,
        fc.integer({ min: 2, max: 6 }),
        async (valuesA, valuesB, count) => {
          const [a, b] = [side(valuesA, count), side(valuesB, count)];
          const { positions } = await compare(withPositions('x', [a]), withPositions('x', [b]));
          const [{ margin, perturbation, argmaxEqual }] = positions;
          expect(argmaxEqual || perturbation! >= margin!).toBe(true);
        },
      ),
    );
  });

  it('takes in every alternative that both list, whatever one of them leaves out', async () => {
    const a = withPositions('x', [listed({ best: -0.1, onlyA: -2, both: -3 })]);
    const b = withPositions('x', [listed({ best: -0.1, onlyB: -1.5, both: -4.5 })]);
    const [{ perturbation, atLeast }] = (await compare(a, b)).positions;
    expect(perturbation).toBeCloseTo(1.5);
    expect(atLeast).toBe(true);
  });

  it('knows of two impossible alternatives that neither moved', async () => {
    const side = () => withPositions('x', [listed({ best: -0.1, never: Number.NEGATIVE_INFINITY })]);
    expect((await compare(side(), side())).perturbation).toBe(0);
  });

  it('says of logits what the lab says of a pair', async () => {
    const logit = fc.float({ min: -8, max: 8, noNaN: true });
    const rows = fc.array(fc.array(logit, { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(rows, rows, async (rowsA, rowsB) => {
        const [logitsA, logitsB] = [rowsA, rowsB].map((rows) => rows.map((row) => Float32Array.from(row)));
        const asSequence = (logits: Float32Array[]) =>
          withPositions(
            'x',
            logits.map((row) => ({ text: null, id: argmax(row), logprob: null, top: [], logits: row })),
          );
        const asStream = (arm: string, logits: Float32Array[]) =>
          streamOfLogits(arm, logits.map(argmax), logits);
        const found = summaryOf(await compare(asSequence(logitsA), asSequence(logitsB)));
        const lab = await diffStreams({
          probe: 'p',
          a: asStream('a', logitsA),
          b: asStream('b', logitsB),
          vocabulary: rowsA[0]?.length ?? 0,
          textOf: String,
        });
        const { differingLogits, comparedLogits, maxUlp, maxAbsolute, maxKl, firstDifference } = lab;
        expect(found).toMatchObject({
          fork: lab.fork,
          margin: lab.margin,
          comparable: lab.comparedPositions,
        });
        expect(found.logits).toMatchObject({ maxUlp, maxAbsolute, maxKl, firstDifference });
        expect(found.logits).toMatchObject({ differing: differingLogits, logits: comparedLogits });
        expect(found.bits === true).toBe(lab.identical);
      }),
    );
  });

  it('compares rows behind a fork only where the reader says that both were fed the same tokens', async () => {
    const row = (best: number) => ({
      text: null,
      id: best,
      logprob: null,
      top: [],
      logits: Float32Array.from([0, 1, 2], (id) => (id === best ? 1 : 0)),
    });
    const rows = (...best: number[]) => ({ ...withPositions('x', best.map(row)), unit: 'row' as const });
    expect((await compare(rows(0, 1, 2), rows(0, 2, 2))).comparable).toBe(2);
    expect((await compare(rows(0, 1, 2), rows(0, 2, 2), true)).comparable).toBe(3);
  });
});
