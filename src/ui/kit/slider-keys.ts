/** The values of a slider, and how far its keys go. */
interface SliderRange {
  readonly least: number;
  readonly most: number;
  /** Of an arrow key; 1 where it is left out. */
  readonly step?: number;
  /** Of Page Up and Page Down; 10 where it is left out. */
  readonly page?: number;
}

/** Where a key leads from a value, within the range; null where it means nothing to a slider (WAI-ARIA, slider pattern). */
export function valueAfterKey(
  key: string,
  value: number,
  { least, most, step = 1, page = 10 }: SliderRange,
): number | null {
  const to = new Map([
    ['ArrowLeft', value - step],
    ['ArrowDown', value - step],
    ['ArrowRight', value + step],
    ['ArrowUp', value + step],
    ['PageDown', value - page],
    ['PageUp', value + page],
    ['Home', least],
    ['End', most],
  ]).get(key);
  return to === undefined ? null : Math.min(Math.max(to, least), most);
}
