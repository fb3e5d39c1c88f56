import { gpu, type Mutant, unit } from './mutant.ts';

const ORACLE = 'src/engines/webgpu/decoders.gpu.test.ts';
const COMPANY = 'src/engines/webgpu/decoders-invariance.gpu.test.ts';

/** Faults in what decoders do that are no Llama. */
export const DECODER_MUTANTS: readonly Mutant[] = [
  gpu(
    'shaders/sums_norm.wgsl',
    'what a norm gives is added to the residual stream unscaled',
    'times4(widen4(y), vec4f(params.scale))',
    'widen4(y)',
    COMPANY,
  ),
  gpu(
    'shaders/projection_norm.wgsl',
    'the padding of heads is counted into lanes',
    'element / HEAD_DIM * STRIDE + element % HEAD_DIM',
    'element',
    ORACLE,
  ),
  gpu(
    'shaders/lib/gelu_tanh.wgsl',
    'GELU without its cube',
    'gate + times4(vec4f(0.0447149985f), cube)',
    'gate + times4(vec4f(0.0447149985f), gate)',
    ORACLE,
  ),
  gpu(
    'shaders/embed_scaled.wgsl',
    'an embedding is rounded before it is scaled',
    'narrow4(times4(embedding(row, group), vec4f(SCALE)))',
    'narrow4(times4(widen4(narrow4(embedding(row, group))), vec4f(SCALE)))',
    'src/kernels/embed',
  ),
  gpu(
    'src/engines/webgpu/forward-attention.ts',
    'layers that see the last keys only go through the items of the others',
    "local ? 'localItems' : 'items'",
    "'items'",
    ORACLE,
  ),
  gpu(
    'src/engines/webgpu/forward-attention.ts',
    'every layer turns by the angles of the first',
    'angles: angles[ropeIndex(config, layer)],',
    'angles: angles[0],',
    ORACLE,
  ),
  gpu(
    'src/engines/webgpu/ended-products.ts',
    'what the MLP gives has the biases of what attention gives',
    '[own.downBias, own.downNorm]',
    '[own.oBias, own.downNorm]',
    ORACLE,
  ),
  gpu(
    'src/engines/webgpu/row-captures.ts',
    'a traced norm of a projection is copied without the padding of its heads',
    '(elementsOf(operation.shape) / own) * padded(own) * 4',
    'elements * 4',
    ORACLE,
  ),
  unit(
    'src/engines/webgpu/dispatches.ts',
    'an addition is left to a norm that never comes',
    "if (config.norms === 'after') {",
    "if (config.norms === 'around') {",
    'src/engines/webgpu/forward.test.ts',
  ),
  unit(
    'src/kernels/epilogues.ts',
    'sums that have a bias still to come are added to the residual stream',
    'return outBias || changesSums(model) ? SUMS : RESIDUAL;',
    'return changesSums(model) ? SUMS : RESIDUAL;',
    'src/kernels/matmul.test.ts',
  ),
  unit(
    'src/studies/microscope/element.ts',
    'an addition is rebuilt without the scale of its second part',
    'Math.fround(residualScale)',
    '1',
    'src/studies/microscope/microscope.test.ts',
  ),
  unit(
    'src/steps/trace.ts',
    'layers that see the last keys only are shown with all keys',
    'local.layers.includes(layer) ? local : traced',
    '!local.layers.includes(layer) ? local : traced',
    'src/studies/microscope/microscope.test.ts',
  ),
];
