import { gpu, type Mutant, unit } from './mutant.ts';

/** Faults that the certificate, or the tests of it, must notice. */
export const CERTIFICATE_MUTANTS: readonly Mutant[] = [
  unit(
    'src/numerics/same-tree.ts',
    'no two plans are ever the same tree',
    'return trees.rootOf(a) === trees.rootOf(b);',
    'return false;',
    'src/numerics/same-tree',
    'src/studies/certificate/certify',
  ),
  unit(
    'src/studies/certificate/controls.ts',
    'a control compares a thing with itself',
    'comparison: compareBits(one, other)',
    'comparison: compareBits(one, one)',
    'src/studies/certificate/controls',
  ),
  unit(
    'src/studies/certificate/matrix.ts',
    'a control passes where it finds no difference',
    "const good = (comparison.differing === 0) === (kind === 'case');",
    'const good = comparison.differing === 0;',
    'src/studies/certificate/certify',
  ),
  unit(
    'src/studies/certificate/claims.ts',
    'the activation dtype is dropped from a claim and from the key',
    '{activations} activations',
    "{'any'} activations",
    'src/studies/certificate/session',
  ),
  unit(
    'src/studies/certificate/claims.ts',
    'the weight format is dropped from a claim and from the key',
    "{formats.join(' and ')} weights",
    "{'any'} weights",
    'src/studies/certificate/session',
  ),
  unit(
    'src/results/certificate-cell.ts',
    'a cell of one weight format stands for all',
    'return [operation, invariance, set, activations, weights]',
    'return [operation, invariance, set, activations]',
    'src/studies/certificate/certify',
  ),
  unit(
    'src/studies/certificate/session.ts',
    'what one model was found to keep is said of the next',
    'const model = options.engine.load(options.model.checkpoint);',
    'const model = options.engine;',
    'src/studies/certificate/session',
  ),
  unit(
    'src/studies/certificate/session.ts',
    'the short form gives back what an earlier certificate refused',
    'known[i] ?? cell)',
    'cell)',
    'src/studies/certificate/session',
  ),
  unit(
    'src/studies/certificate/session.ts',
    'a control that is blind now is seen through an earlier certificate',
    'cellBlind(cell) ? null : earlierCell(earlier, cell)',
    'earlierCell(earlier, cell)',
    'src/studies/certificate/session',
  ),
  unit(
    'src/studies/certificate/parse.ts',
    'a stored certificate is believed whatever its cases say',
    'return passed === data.passed && sameCells ? data : null;',
    'return data;',
    'src/studies/certificate/parse',
  ),
  gpu(
    'shaders/attention_rows.wgsl',
    'splits are rescaled a little otherwise in every row but the first',
    'takes[quad] = rescale(highest, max(old, highest));',
    'takes[quad] = rescale(highest, max(old, highest)) * select(1.0, 1.0000001, query_starts[quad].x > 0u);',
    'src/studies/certificate',
  ),
];
