import census from '../../../../docs/census.md?url';

/** The page of the documentation that says how a census becomes a file of the repository. */
export const HOW_TO_SEND = census;
