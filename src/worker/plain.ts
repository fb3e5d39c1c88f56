/** What a message carries as it is. */
type Carried =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  // biome-ignore lint/suspicious/noConfusingVoidType: what a method that answers nothing gives.
  | void
  | ArrayBuffer
  | ArrayBufferView
  | Blob
  | Date;

/**
 * A value as it arrives: what would be refused on the way (functions, symbols) or lost (the methods of a class) is `never`, so that
 * only what a message carries whole fits its own `Plain`.
 */
export type Plain<Value> = Value extends Carried
  ? Value
  : Value extends symbol | ((...args: never[]) => unknown)
    ? never
    : Value extends ReadonlyMap<infer Key, infer Item>
      ? ReadonlyMap<Plain<Key>, Plain<Item>>
      : Value extends ReadonlySet<infer Item>
        ? ReadonlySet<Plain<Item>>
        : { readonly [Key in keyof Value]: Plain<Value[Key]> };

/** No constraint where each of `Values` can be sent, else a text that nothing fits. */
export type Sent<Values extends readonly unknown[]> = [Values] extends [
  { readonly [Index in keyof Values]: Plain<Values[Index]> },
]
  ? unknown
  : 'an argument or an event that no message carries';
