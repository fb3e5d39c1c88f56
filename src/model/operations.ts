/** What an operation does. Whether its output is rounded follows from that (NUMERICS: rounding points). */
export type OperationKind =
  | 'embed'
  | 'norm'
  | 'matmul'
  /** A product whose columns are the experts of a mixture. */
  | 'router'
  /** Which experts a row goes through, and how much each counts. */
  | 'route'
  /** What a row's experts give, each times its weight, added up. */
  | 'mix'
  /** A product's finished sums plus what the model adds to each column. */
  | 'bias'
  /** Turned by its position. */
  | 'rope'
  /** Rounded and nothing else: a value, as it goes to the cache. */
  | 'round'
  | 'attention'
  | 'add'
  /** The gate through SiLU, times up. */
  | 'swiglu'
  /** The gate through GELU in its tanh form, times up. */
  | 'geglu';

/**
 * Every operation that a model may have, by the name that its output bears in traces and its plan in step logs, in the order of the
 * forward pass. Fused projections are one product, as in serving libraries. Which of them a model has, `modelGraph` says.
 */
const KINDS = {
  embed: 'embed',
  norm: 'norm',
  qkv: 'matmul',
  qkv_bias: 'bias',
  q_norm: 'norm',
  k_norm: 'norm',
  q: 'rope',
  k: 'rope',
  v: 'round',
  attention: 'attention',
  o: 'matmul',
  o_bias: 'bias',
  o_norm: 'norm',
  residual: 'add',
  mlp_norm: 'norm',
  router: 'router',
  routing: 'route',
  gate_up: 'matmul',
  gate_up_bias: 'bias',
  swiglu: 'swiglu',
  geglu: 'geglu',
  down: 'matmul',
  down_bias: 'bias',
  mixed: 'mix',
  down_norm: 'norm',
  mlp_residual: 'add',
  final_norm: 'norm',
  head: 'matmul',
} as const satisfies Record<string, OperationKind>;

export type OutputName = keyof typeof KINDS;

type NameOf<Kind extends OperationKind> = {
  [Name in OutputName]: (typeof KINDS)[Name] extends Kind ? Name : never;
}[OutputName];

export type MatmulName = NameOf<'matmul'>;

export function kindOf(name: OutputName): OperationKind {
  return KINDS[name];
}

export function isMatmul(name: OutputName): name is MatmulName {
  return KINDS[name] === 'matmul';
}

/** What follows gate and up, by what the gate goes through: see `ModelConfig.gate`. */
export function gatedName(gate: 'gelu_tanh' | undefined): NameOf<'swiglu' | 'geglu'> {
  return gate === undefined ? 'swiglu' : 'geglu';
}

/** The matrix products of a layer in order, and the head. */
export const MATMULS: readonly MatmulName[] = (Object.keys(KINDS) as OutputName[]).filter(isMatmul);

/** Something for each matrix product. */
export function forEachMatmul<Part>(of: (name: MatmulName) => Part): Readonly<Record<MatmulName, Part>> {
  return Object.fromEntries(MATMULS.map((name) => [name, of(name)])) as Record<MatmulName, Part>;
}

/** A norm of each query or key, or of all of a row's at once, before their rotation. */
export const HEAD_NORMS = ['q_norm', 'k_norm'] as const satisfies readonly OutputName[];

export function isHeadNorm(name: OutputName): boolean {
  return HEAD_NORMS.some((each) => each === name);
}

/** A norm of what attention or the MLP gives, before it is added to the residual stream. */
export function isSumsNorm(name: OutputName): boolean {
  return name === 'o_norm' || name === 'down_norm';
}

const UNROUNDED: readonly OperationKind[] = ['matmul', 'bias', 'router', 'route', 'mix'];

/**
 * Whether an output is rounded to the activation dtype (NUMERICS: rounding points). The sums of products stay f32, and so does what
 * comes between those of q, k and v and the rotation, and what becomes of a router's and of experts' sums.
 */
export function isRounded(name: OutputName): boolean {
  return !UNROUNDED.includes(kindOf(name)) && !isHeadNorm(name);
}
