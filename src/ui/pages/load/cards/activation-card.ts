import { quantizeWords } from '../../../../results/quantize-text.ts';
import type { MechanismCard } from './card.ts';

export const ACTIVATION_CARD: MechanismCard = {
  id: 'quantize',
  name: 'Activations in q8',
  field: 'Products read activations',
  what: 'Before each product the numbers that flow through the model are divided by a scale and rounded to whole numbers from −127 to 127; with weights in q8 or q4 the sums are then exact. The scale follows from the largest number: of your own row, or, in one cheaper pass, of all rows of the step. Then whoever is loud beside you sets how coarsely you are rounded.',
  when: 'Servers that run in 8 bits: a scale for each token is usual, one for the whole tensor is faster and still offered.',
  changes: [
    {
      what: 'nothing',
      how: 'by company, with a scale for each row under invariant kernels: the bits of a request alone',
    },
    {
      what: 'tokens',
      how: 'with one scale for all rows, under every kernel set: what a neighbour says reaches your bits at equal shapes',
    },
  ],
  proof: [
    'src/numerics/quantised-sum.test.ts',
    'src/engines/webgpu/quantised-activations.gpu.test.ts',
    'src/lab/loud-batchmate.proof.test.ts',
  ],
  fromLife: [],
  ours: (_, __, { arm }) =>
    arm?.quantize ? `This arm computed with ${quantizeWords(arm.quantize)}, weights ${arm.weights}.` : null,
};
