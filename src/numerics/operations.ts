/** The reducing operations, each of which has a kernel set of its own. */
export const OPERATIONS = ['matmul', 'rmsnorm', 'attention'] as const;
export type Operation = (typeof OPERATIONS)[number];
