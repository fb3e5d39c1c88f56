import type { OutputPlace } from '../model/graph.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { quantizeText } from '../results/quantize-text.ts';
import { counted, grouped } from '../results/text.ts';
import { keysAt } from '../steps/trace.ts';
import type { OutputFact } from '../studies/microscope/facts.ts';
import type { CausedFact, Look } from '../studies/microscope/microscope.ts';
import { ownOf, type StepFacts, sumPlanOf } from '../studies/microscope/step-facts.ts';
import { distanceWords, outputWords } from './output.ts';
import { rowsWords } from './plan.ts';

/** Why an output differs whose inputs do not. */
export function causeWords({ a, b }: Look, fact: CausedFact): string {
  const where = outputWords(fact);
  switch (fact.cause) {
    case 'plan':
      return orderWords(fact, a, b);
    case 'splits': {
      const rows = `M = ${b.rows} in ${b.arm}, ${a.rows} in ${a.arm}`;
      const [inA, inB] = [a, b].map((step) => keysAt(step, fact.layer).splits);
      return `${where} was reduced in ${counted(inB.length, 'part')} instead of ${inA.length} over ${grouped(inA[inA.length - 1].end)} keys (${rows})${sharedWords(a, b)}`;
    }
    case 'cache':
      return `${where} differs although this row's own query, key and value agree and attention is split alike, so the difference came in through the keys and values of earlier positions`;
    case 'own':
      return `${where} differs, and ${ownWords(fact, a, b)}: its order is unknown`;
    case 'arms':
      return `${where} differs because ${a.arm} computes in ${a.dtype} with ${a.weights} weights${quantizeText(a)} and ${b.arm} in ${b.dtype} with ${b.weights} ones${quantizeText(b)}, of which equal bits were never to be expected`;
    case 'scale':
      return `${where} differs although this row's inputs and the plan agree: all rows of the step share one activation scale, so that what the others hold came in`;
    case 'open':
      return `${where} differs although its inputs and its plan agree, which nothing here explains`;
  }
}

/** `a kernel of one's own gave it in B (my-matmul_row)`. */
function ownWords({ name }: OutputPlace, a: StepFacts, b: StepFacts): string {
  const [inA, inB] = [a, b].map((step) => ({ arm: step.arm, mark: ownOf(step, name) }));
  if (inA.mark && inB.mark)
    return inA.mark.hash === inB.mark.hash
      ? `one kernel of one's own gave it in both (${inA.mark.name})`
      : `kernels of one's own gave it (${inA.mark.name} in ${inA.arm}, ${inB.mark.name} in ${inB.arm})`;
  const { arm, mark } = inA.mark ? inA : inB;
  return `a kernel of one's own gave it in ${arm} (${mark?.name})`;
}

export function endWords(fact: OutputFact, arm: string): string {
  const { element, differing, elements } = fact;
  return `element ${element} ended ${distanceWords(fact, arm)} (${grouped(differing)} of ${grouped(elements)} elements differ)`;
}

/** `the sum of 432 products in layer 3's down projection was split in 4 (alone, M = 1) and not split (company, M = 244)`. */
function orderWords(fact: OutputPlace, a: StepFacts, b: StepFacts): string {
  const [planA, planB] = [a, b].map((step) => sumPlanOf(step, fact.name)!);
  const terms = planA.operation === 'rmsnorm' ? 'squares' : 'products';
  const sum = `the sum of ${grouped(planA.terms)} ${terms} in ${outputWords(fact)}`;
  const [inA, inB] = [a, b].map((step) => `(${step.arm}, ${rowsWords(step, fact.name)})`);
  if (planA.chunks.length !== planB.chunks.length) {
    const lanes = planA.lanes === planB.lanes ? '' : `, in ${planB.lanes} lanes instead of ${planA.lanes}`;
    if (planA.chunks.length === 1)
      return `${sum} was split in ${planB.chunks.length} ${inB} and not split ${inA}${lanes}`;
    if (planB.chunks.length === 1)
      return `${sum} was split in ${planA.chunks.length} ${inA} and not split ${inB}${lanes}`;
    return `${sum} was split in ${planB.chunks.length} ${inB} instead of ${planA.chunks.length} ${inA}${lanes}`;
  }
  if (planA.lanes !== planB.lanes)
    return `${sum} was taken in ${planB.lanes} lanes ${inB} instead of ${planA.lanes} ${inA}`;
  if (planA.chunkTree !== planB.chunkTree)
    return `${sum} had its ${planB.chunks.length} parts added ${partsOrder(planB)} ${inB} instead of ${partsOrder(planA)} ${inA}`;
  return `${sum} was cut elsewhere ${inB} than ${inA}`;
}

function partsOrder({ chunkTree }: SumPlan): string {
  return chunkTree ? 'as a tree' : 'in index order';
}

/** Where keys that several requests share were a part of their own. */
function sharedWords(a: StepFacts, b: StepFacts): string {
  const sharing = [a, b].filter(({ shared = 0 }) => shared > 0);
  const said = sharing.map(({ shared, arm }) => `the first ${grouped(shared!)} in ${arm}`).join(' and ');
  return said && `, since keys that its batchmates share are a part of their own: ${said}`;
}
