/** More prompts would each be asked too seldom to say anything. */
export const MOST_PROMPTS = 32;

/** Answers to a prompt, alone, before anything else: the commonest is what others are compared with. */
export const REFERENCES = 3;

/** Requests sent at once, in turn, own ones and noise together. */
export const WIDTHS: readonly number[] = [4, 8, 16];

/** Of them own ones at most: each has a control of its own. */
export const MOST_PROBES = 4;

/** Requests of a batch whose order is changed. */
export const BATCH = 4;

/** Share of the budget that is kept for making company smaller, while nothing says that it is not needed. */
export const KEPT_FOR_REPRODUCER = 0.12;

/** Failed requests in a row after which nobody is asked any more. */
export const MOST_FAILURES = 8;

/** Temperature at which seeds are tried. */
export const SEED_TEMPERATURE = 1;
