type Side = 'top' | 'bottom' | 'right' | 'left';

/** Where a label stands beside its point, and how far from it, in pixels. */
export interface LabelPlace {
  readonly side: Side;
  readonly gap: number;
}

/** A point in pixels, and what is written beside it. */
export interface Labelled {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const SIDES: readonly Side[] = ['top', 'bottom', 'right', 'left'];
/** Of a character and of a line, in pixels. */
const [CHARACTER, LINE] = [7, 13];
/** The nearest places first. */
const PLACES: readonly LabelPlace[] = [8, 22, 36].flatMap((gap) => SIDES.map((side) => ({ side, gap })));
/** Half of a point's mark. */
const MARK = 5;

/** A place for each label, in the points' order, so that it covers no label before it and no point; the nearest one where none is free. */
export function labelPlaces(points: readonly Labelled[]): LabelPlace[] {
  const placed: Box[] = [];
  return points.map((point, i) => {
    const marks = points.flatMap(({ x, y }, other) =>
      other === i ? [] : [{ left: x - MARK, right: x + MARK, top: y - MARK, bottom: y + MARK }],
    );
    const free = PLACES.find((place) => {
      const box = boxOf(point, place);
      return ![...placed, ...marks].some((other) => overlaps(box, other));
    });
    const place = free ?? PLACES[0];
    placed.push(boxOf(point, place));
    return place;
  });
}

function boxOf({ x, y, text }: Labelled, { side, gap }: LabelPlace): Box {
  const width = CHARACTER * text.length;
  const across = { left: x - width / 2, right: x + width / 2 };
  const middle = { top: y - LINE / 2, bottom: y + LINE / 2 };
  switch (side) {
    case 'top':
      return { ...across, top: y - gap - LINE, bottom: y - gap };
    case 'bottom':
      return { ...across, top: y + gap, bottom: y + gap + LINE };
    case 'right':
      return { ...middle, left: x + gap, right: x + gap + width };
    case 'left':
      return { ...middle, left: x - gap - width, right: x - gap };
  }
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
