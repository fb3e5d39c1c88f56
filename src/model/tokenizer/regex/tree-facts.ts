import type { PatternTree } from './syntax.ts';

/** Whether the tree can match without taking a character. */
export function canBeEmpty(tree: PatternTree): boolean {
  switch (tree.kind) {
    case 'set':
      return false;
    case 'anchor':
    case 'look':
      return true;
    case 'sequence':
      return tree.parts.every(canBeEmpty);
    case 'choice':
      return tree.options.some(canBeEmpty);
    case 'repeat':
      return tree.least === 0 || canBeEmpty(tree.body);
    case 'atomic':
      return canBeEmpty(tree.body);
  }
}

/** Whether the tree looks around. */
export function hasLook(tree: PatternTree): boolean {
  switch (tree.kind) {
    case 'set':
    case 'anchor':
      return false;
    case 'look':
      return true;
    case 'sequence':
      return tree.parts.some(hasLook);
    case 'choice':
      return tree.options.some(hasLook);
    case 'repeat':
    case 'atomic':
      return hasLook(tree.body);
  }
}

/** Characters that the tree always takes, or null where that depends on the text. */
export function fixedLength(tree: PatternTree): number | null {
  switch (tree.kind) {
    case 'set':
      return 1;
    case 'anchor':
    case 'look':
      return 0;
    case 'sequence':
      return sum(tree.parts.map(fixedLength));
    case 'choice': {
      const [first, ...others] = tree.options.map(fixedLength);
      return others.every((length) => length === first) ? first : null;
    }
    case 'repeat': {
      const one = tree.least === tree.most ? fixedLength(tree.body) : null;
      return one === null ? null : one * tree.least;
    }
    case 'atomic':
      return fixedLength(tree.body);
  }
}

function sum(lengths: readonly (number | null)[]): number | null {
  return lengths.reduce((total, length) => (total === null || length === null ? null : total + length), 0);
}
