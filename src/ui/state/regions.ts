/** Ids of the lab's two regions, which the ways past the header and between them lead to. */
export const COMPOSING = 'composing';
export const RESULTS = 'results';
