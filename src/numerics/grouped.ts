/** Making one takes a thousand times as long as using it. */
const formats = new Map<number, Intl.NumberFormat>();

/** A count or a time with grouped thousands and a fixed number of decimals. */
export function grouped(value: number, decimals = 0): string {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const format = formats.get(decimals) ?? new Intl.NumberFormat('en-US', digits);
  formats.set(decimals, format);
  return format.format(value);
}
