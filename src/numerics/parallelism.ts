/** Workgroups that a plan keeps busy, where nobody names another number. Only rules that follow the batch look at it. */
export const PARALLELISM = 64;
