/** What is used of it: the package brings no types. */
declare module 'jsdom' {
  export class JSDOM {
    constructor(html: string, options: { readonly pretendToBeVisual: boolean });
    readonly window: Window & typeof globalThis;
  }
}
