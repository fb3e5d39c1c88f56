/** What is used of a package without types: the vocabulary in the order of ids, and merges as "left right". */
declare module 'mistral-tokenizer-js' {
  const mistralTokenizer: {
    readonly vocabById: readonly string[];
    readonly merges: ReadonlyMap<string, number>;
  };
  // biome-ignore lint/style/noDefaultExport: it is how the package exports.
  export default mistralTokenizer;
}
