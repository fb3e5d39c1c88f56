import type { OwnKernel, ShaderFile } from '../../experiment/shaders.ts';
import { setKernelAside } from './kept-kernels.ts';

let handed: { readonly id: string; readonly text: string } | null = null;

/** As the Kernels page calls a file. */
export function editorIdOf(like: ShaderFile): string {
  return like.replace('_', '-');
}

/** Opens a text in the editor of the Kernels page, in the place of the visitor's draft of that kernel, which is put aside. */
export function editOwnKernel({ like, source }: Pick<OwnKernel, 'like' | 'source'>): void {
  const id = editorIdOf(like);
  setKernelAside(id);
  handed = { id, text: source };
  location.hash = `#kernels/edit/${id}`;
}

/** The text that the editor of a kernel was opened for, once. */
export function takeHanded(id: string): string | null {
  if (handed?.id !== id) return null;
  const { text } = handed;
  handed = null;
  return text;
}
