/** What an adapter's probe says of `portable` before anything is promised: that it holds, or what it does otherwise, in a reader's words. */
export type PortableVerdict =
  | { readonly holds: true }
  | {
      readonly holds: false;
      /** The first step that went otherwise, as `product`, `sum`, `apart`, `exp`. */
      readonly step: string;
      /** A sentence: what was asked, what came, what was due. */
      readonly why: string;
    };
