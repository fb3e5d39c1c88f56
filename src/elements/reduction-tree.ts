import { type TreeDot, treeLayout } from '../charts/tree-layout.ts';
import { describePlan } from '../numerics/describe-plan.ts';
import { errorText, nodeWords } from '../report/sum-tree.ts';
import { value32 } from '../results/text.ts';
import { DataElement, make, shape } from './data-element.ts';
import { readTree, type TreeData } from './tree-data.ts';

const [WIDTH, HEIGHT, PAD] = [640, 180, 10] as const;
/** Leaves above which lines and dots are thinner. */
const MANY = 64;

/**
 * `<batchmates-tree>`: the order in which a sum is added, replayed in f32; the larger a dot, the larger the rounding committed there.
 * Data: `{ plan, a, b }`, as the lab's JSON of a look has plans; without `a` the order alone is drawn. A click on a dot, or arrow
 * keys, say what stands there.
 */
export class ReductionTreeElement extends DataElement {
  protected override readonly styles = STYLES;

  protected override draw(data: unknown): Node {
    const tree = readTree(data);
    const { dots, edges, leaves } = treeLayout(tree.root);
    // From the sum downwards, as the picture is read.
    const inOrder = dots.toSorted((a, b) => a.y - b.y || a.x - b.x);
    const least = leaves > MANY ? 1 : 3;
    const circles = inOrder.map((dot) =>
      shape('circle', {
        class: dot.node.kind,
        ...{ cx: acrossOf(dot), cy: downOf(dot), r: least + (tree.hasValues ? 5 * dot.error : 1) },
      }),
    );
    const line = make('p', { class: 'note', 'aria-live': 'polite', part: 'place' });
    const lines = edges.map(
      ({ from, to }) => `M${acrossOf(from)} ${downOf(from)}L${acrossOf(to)} ${downOf(to)}`,
    );
    const picture = shape(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', tabindex: 0, 'aria-label': labelOf(tree) },
      shape('path', { d: lines.join(''), class: leaves > MANY ? 'many' : 'few' }),
      ...circles,
    );
    choosePlaces({ picture, circles, show: (index) => line.replaceChildren(wordsOf(inOrder[index], tree)) });
    line.replaceChildren(wordsOf(inOrder[0], tree));
    return make(
      'figure',
      { part: 'figure' },
      ...(tree.title === '' ? [] : [make('p', { part: 'title' }, tree.title)]),
      picture,
      line,
      make('figcaption', {}, captionOf(tree)),
    );
  }
}

interface Places {
  readonly picture: SVGElement;
  readonly circles: readonly SVGElement[];
  readonly show: (index: number) => void;
}

/** One place is chosen at a time, by pointer or arrow keys. */
function choosePlaces({ picture, circles, show }: Places): void {
  let chosen = 0;
  const choose = (index: number) => {
    circles[chosen].removeAttribute('aria-current');
    chosen = Math.max(0, Math.min(circles.length - 1, index));
    circles[chosen].setAttribute('aria-current', 'true');
    show(chosen);
  };
  picture.addEventListener('click', ({ target }) => {
    const index = circles.indexOf(target as SVGElement);
    if (index >= 0) choose(index);
  });
  picture.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    choose(chosen + step);
  });
}

function acrossOf({ x }: TreeDot): number {
  return Math.round((PAD + x * (WIDTH - 2 * PAD)) * 10) / 10;
}

function downOf({ y }: TreeDot): number {
  return Math.round((PAD + y * (HEIGHT - 2 * PAD)) * 10) / 10;
}

function wordsOf({ node }: TreeDot, { plan, root, hasValues }: TreeData): string {
  const place = node === root ? 'the sum' : nodeWords(node, plan);
  if (!hasValues) return place;
  return `${place}: ${value32(node.value)} (f64 ${node.exact.toPrecision(10)}), rounding committed here: ${errorText(node.error)}`;
}

function labelOf({ plan, root, hasValues }: TreeData): string {
  return `Reduction tree: ${describePlan(plan)}.${hasValues ? ` Sum ${value32(root.value)}.` : ''}`;
}

function captionOf({ plan, root, hasValues }: TreeData): string {
  const order = describePlan(plan).trim();
  if (!hasValues) return `${order}. Terms at the bottom, their sum at the top.`;
  return `${order}. Sum ${value32(root.value)}, error in all ${errorText(root.value - root.exact)}; a larger dot is a larger rounding.`;
}

const STYLES = `
svg { cursor: pointer; }
path { stroke: var(--muted); stroke-width: 1; fill: none; }
path.many { stroke-width: 0.4; }
circle { fill: var(--batchmates-dot, var(--a)); stroke: var(--batchmates-dot, var(--a)); }
circle.chunks { fill: var(--ground); }
circle[aria-current] { stroke: var(--fork); stroke-width: 3; }
.note { color: var(--ink); min-height: 3em; }
`;
