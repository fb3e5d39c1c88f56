import type { syntaxTree } from '@codemirror/language';

type Tree = ReturnType<typeof syntaxTree>;
type SyntaxNode = Tree['topNode'];

type Path = readonly (string | number)[];

interface Range {
  readonly from: number;
  readonly to: number;
}

const VALUES = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null']);

/**
 * Where a field's value stands in a text; the name of an unknown or missing value's field, the object that lacks it otherwise. The tree is
 * CodeMirror's, which has one of broken texts too.
 */
export function rangeOf(tree: Tree, text: string, path: Path): Range {
  let node = tree.topNode.firstChild;
  for (const [depth, key] of path.entries()) {
    if (!node) break;
    const next: SyntaxNode | null =
      typeof key === 'number' ? (itemsOf(node)[key] ?? null) : (propertyOf(node, text, key)?.value ?? null);
    if (!next) return lackIn(node, text, path, depth);
    node = next;
  }
  return node ? headOf(node) : { from: 0, to: text.length };
}

/** The path of the value, or of the object whose field's name, stands at a place. `isName`: a name is being written there. */
export function pathAt(
  tree: Tree,
  text: string,
  at: number,
): { readonly path: Path; readonly isName: boolean } {
  let node: SyntaxNode | null = nodeAt(tree, at);
  const isName = inName(node, text, at);
  const path: (string | number)[] = [];
  if (isName && node.name === 'PropertyName') node = node.parent?.parent ?? null;
  else if (isName && node.name === 'Property') node = node.parent;
  for (; node?.parent; node = node.parent) {
    const { parent }: SyntaxNode = node;
    if (parent?.name === 'Property' && node.name !== 'PropertyName') {
      const name = parent.getChild('PropertyName');
      if (name) path.unshift(nameOf(name, text));
    } else if (parent?.name === 'Array' && VALUES.has(node.name)) {
      path.unshift(itemsOf(parent).findIndex((item) => item.from === node?.from));
    }
  }
  return { path: isName ? path : valuePath(tree, text, at, path), isName };
}

/** Right behind a colon or a comma no value stands yet: its place is the field's, or the list's next. */
function valuePath(tree: Tree, text: string, at: number, path: (string | number)[]): Path {
  const node = nodeAt(tree, at);
  if (node.name === 'Property') {
    const name = node.getChild('PropertyName');
    return name ? [...path, nameOf(name, text)] : path;
  }
  if (node.name === 'Array') {
    return [...path, itemsOf(node).filter((item) => item.to <= at).length];
  }
  return path;
}

/** A bracket, comma or colon belongs to what it is part of. */
function nodeAt(tree: Tree, at: number): SyntaxNode {
  const node = tree.resolveInner(at, -1);
  return /^[[\]{},:]$/.test(node.name) && node.parent ? node.parent : node;
}

function inName(node: SyntaxNode, text: string, at: number): boolean {
  if (node.name === 'PropertyName') return true;
  if (node.name !== 'Object' && node.name !== 'Property') return false;
  const before = text.slice(0, at).trimEnd().at(-1);
  return before === '{' || before === ',';
}

function itemsOf(node: SyntaxNode): SyntaxNode[] {
  const items: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (VALUES.has(child.name)) items.push(child);
  return node.name === 'Array' ? items : [];
}

interface Property {
  readonly name: SyntaxNode;
  readonly value: SyntaxNode | null;
}

/** The last of that name holds, as for JSON.parse. */
function propertyOf(node: SyntaxNode, text: string, key: string): Property | null {
  if (node.name !== 'Object') return null;
  const properties = node.getChildren('Property').flatMap((property): Property[] => {
    const name = property.getChild('PropertyName');
    if (!name || nameOf(name, text) !== key) return [];
    const last = property.lastChild;
    return [{ name, value: last && VALUES.has(last.name) ? last : null }];
  });
  return properties.at(-1) ?? null;
}

function nameOf(node: SyntaxNode, text: string): string {
  const written = text.slice(node.from, node.to);
  try {
    return JSON.parse(written) as string;
  } catch {
    return written.replaceAll('"', '');
  }
}

/** Where a field is missing: its object's brace, or the name that stands without a value. */
function lackIn(node: SyntaxNode, text: string, path: Path, depth: number): Range {
  const key = path[depth];
  const property = typeof key === 'string' ? propertyOf(node, text, key) : null;
  return property ? { from: property.name.from, to: property.name.to } : headOf(node);
}

/** Of an object or a list its bracket alone: a mark over all of it would say nothing. */
function headOf(node: SyntaxNode): Range {
  const { from, to, name } = node;
  return name === 'Object' || name === 'Array' ? { from, to: from + 1 } : { from, to };
}
