import type { OwnFile } from '../../model/sources/own-files.ts';

/** Files of a folder that are looked at: a model has a few, a home folder millions. */
const MOST_FILES = 2000;

/** Whether a drop can only be meant as a model: a folder, weights, or several files with a config. */
export function holdsModel({ items, files }: DataTransfer): boolean {
  const names = [...files].map(({ name }) => name);
  return (
    [...items].some((item) => item.webkitGetAsEntry?.()?.isDirectory) ||
    names.some((name) => /\.(?:gguf|safetensors)$/i.test(name)) ||
    (names.length > 1 && names.includes('config.json'))
  );
}

/** The files of a drop, those in its folders too. Its items are gone once the event is over: they are asked for at once. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<readonly OwnFile[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (entries.length === 0) return pickedFiles(files);
  const found: OwnFile[] = [];
  for (const entry of entries) await collect(entry, '', found);
  return found;
}

/** The files of a picker; one of a folder says where in it each lies. */
export function pickedFiles(files: FileList | null): readonly OwnFile[] {
  return [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function collect(entry: FileSystemEntry, parent: string, found: OwnFile[]): Promise<void> {
  if (found.length >= MOST_FILES) return;
  const path = `${parent}${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ path, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A folder is told in parts, and is over with an empty one.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return;
    for (const each of part) await collect(each, `${path}/`, found);
  }
}
