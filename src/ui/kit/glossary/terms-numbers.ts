import type { TermEntry } from './term-entry.ts';

export const NUMBERS = {
  float: {
    name: 'floating-point number',
    means:
      'A sign, an exponent and a fraction in a fixed number of bits: a binary number in scientific notation. Only finitely many exist, so most results must be rounded to one of them.',
    see: ['f32', 'bf16', 'rounding', 'ulp'],
  },
  sign: {
    name: 'sign bit',
    means: 'The first bit of a float: 0 for plus, 1 for minus. Zero has one too.',
    see: ['float', 'exponent', 'fraction'],
  },
  exponent: {
    name: 'exponent',
    means:
      'The bits that say between which two powers of two a float lies. They are stored with an offset, and all zeros and all ones are kept for zero, subnormals, infinity and NaN.',
    see: ['float', 'fraction', 'ulp'],
  },
  fraction: {
    name: 'fraction',
    means:
      'The bits that say how far a float lies between its power of two and the next: 23 of them in f32, 10 in f16, 7 in bf16. Also called mantissa.',
    see: ['float', 'exponent', 'ulp'],
  },
  f64: {
    name: 'f64',
    means:
      'The 64-bit float, with 52 fraction bits: about 16 decimal digits. The lab uses it as the yardstick for f32 results.',
    see: ['float', 'f32'],
  },
  f32: {
    name: 'f32',
    means:
      'The 32-bit float: 8 exponent bits and 23 fraction bits, about 7 decimal digits. The kernels of the lab add in it, whatever dtype the values are stored in.',
    see: ['float', 'bf16', 'f16', 'f64'],
  },
  bf16: {
    name: 'bf16',
    means:
      "The 16-bit float with f32's 8 exponent bits and only 7 fraction bits: the same range, between 2 and 3 decimal digits. Most language models are published in it and compute their activations in it; 8- and 4-bit weights are common beside it.",
    see: ['float', 'f32', 'f16'],
    sources: ['deepseek-v3', 'gpt-oss'],
  },
  f16: {
    name: 'f16',
    means:
      'The 16-bit float with 5 exponent bits and 10 fraction bits: about 3 decimal digits, and nothing above 65,504.',
    see: ['float', 'bf16', 'f32'],
  },
  q8: {
    name: 'q8',
    means:
      'Weights in blocks of 32 along a row, each one f16 scale and 32 integers from -127 to 127: about 8.5 bits a weight, as Q8_0 of GGUF files. A weight is scale times integer, exact in f32, so a sum keeps its terms’ order.',
    see: ['q4', 'f16', 'dtype'],
  },
  q4: {
    name: 'q4',
    means:
      'Weights in blocks of 32 along a row, each block one f16 scale and 32 integers from -8 to 7: about 4.5 bits a weight, as Q4_0 of GGUF files.',
    see: ['q8', 'f16', 'dtype'],
  },
  activationScale: {
    name: 'activation scale',
    means:
      'What q8 activations are multiplied by: the largest magnitude over 127, of each row by itself (per-row) or of all rows that a product reads (per-tensor). The second lets a neighbour’s words into every sum of a step.',
    see: ['q8', 'row', 'batchmate'],
  },
  dynamicWidths: {
    name: 'two widths',
    means:
      'Each product reads the arm’s weights or smaller ones, by the error that a row is estimated to meet there: row by row, or for a whole step by its largest, so that a neighbour’s words choose too. Thresholds are calibrated for mean bits a weight.',
    see: ['q8', 'q4', 'row', 'batchmate'],
  },
  dtype: {
    name: 'dtype',
    means: 'The format in which numbers are stored, such as f32, bf16 or f16.',
    see: ['f32', 'bf16', 'f16'],
  },
  ulp: {
    name: 'ulp',
    means:
      'Unit in the last place: the step from one float to the next. It doubles at every power of two. A distance in ulp counts the steps between two values.',
    see: ['float', 'exponent', 'rounding'],
  },
  rounding: {
    name: 'rounding',
    means:
      'Replacing an exact result by a float. To nearest is the usual rule, and that of every adapter probed so far: the closer neighbour, and at a tie the one whose last bit is 0. The error is then at most half an ulp.',
    see: ['ulp', 'absorption', 'associativity'],
  },
  absorption: {
    name: 'absorption',
    means:
      'A rounding that takes a difference away: two unlike values become the same float. A small term added to a large sum can vanish like this altogether.',
    see: ['rounding', 'cancellation'],
  },
  cancellation: {
    name: 'cancellation',
    means:
      'Subtracting nearly equal numbers: the leading digits go, and the rounding errors that were in the last ones are what remains.',
    see: ['absorption', 'rounding'],
  },
  associativity: {
    name: 'associativity',
    means:
      'The law (a + b) + c = a + (b + c). Real numbers obey it, floats do not, because each addition rounds: the order of a sum is part of its result.',
    see: ['rounding', 'reduction-plan'],
    sources: ['goldberg-1991'],
  },
  subnormal: {
    name: 'subnormal',
    means:
      'A float below the smallest normal one, with a leading 0 in place of the implied 1: evenly spaced down to zero. Some devices replace them by zero.',
    see: ['float', 'exponent'],
  },
  nan: {
    name: 'NaN',
    means:
      'Not a number: the result of 0/0 or of infinity minus infinity. It equals nothing, itself included.',
    see: ['float', 'infinity'],
  },
  infinity: {
    name: 'infinity',
    means: 'The float that stands for every result too large for its format. It carries a sign.',
    see: ['float', 'nan'],
  },
  fma: {
    name: 'fused multiply-add',
    means:
      'a × b + c with one rounding at the end, where a product and a sum would take two. WGSL lets a device do either, so the lab measures which one yours does.',
    see: ['rounding', 'dot-product'],
    sources: ['wgsl'],
  },
  barrier: {
    name: 'barrier against fusion',
    means:
      'A product’s bits combined by exclusive or with a number that is 0 in every run, but that no compiler can know. So the product is rounded before it is added to anything.',
    see: ['fma', 'portable'],
  },
  'dot-product': {
    name: 'dot product',
    means:
      'Multiply two lists term by term and add the products. One element of a matrix product is one dot product.',
    see: ['matmul', 'reduction-plan'],
  },
  'sequential-sum': {
    name: 'sequential sum',
    means:
      'Adding terms one after the other to a running total. Its error bound grows with the number of terms.',
    see: ['pairwise-sum', 'kahan'],
    sources: ['higham-1993'],
  },
  'pairwise-sum': {
    name: 'pairwise sum',
    means:
      'Adding neighbours, then neighbouring sums, as a balanced tree. Its error bound grows with the logarithm of the number of terms, and its branches can be added at the same time.',
    see: ['sequential-sum', 'kahan'],
  },
  kahan: {
    name: 'Kahan summation',
    means:
      'A sequential sum that keeps what each rounding lost in a second variable and adds it back. Its error hardly grows with the number of terms; it costs four operations a term.',
    see: ['sequential-sum', 'pairwise-sum'],
  },
} as const satisfies Record<string, TermEntry>;
