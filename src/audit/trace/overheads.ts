/** What people switch on to see what goes on, and then leave on. */
export const OVERHEADS = ['logits', 'captures', 'log', 'certificate'] as const;
export type Overhead = (typeof OVERHEADS)[number];

/** What may be compared with none of it: those, the trace itself, and nothing at all, which shows how far chance alone goes. */
export const PRICED = ['nothing', 'trace', ...OVERHEADS] as const;
export type Priced = (typeof PRICED)[number];
