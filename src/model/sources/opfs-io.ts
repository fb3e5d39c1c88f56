/** Writes all of a file anew. */
export async function writeText(handle: FileSystemFileHandle, text: string): Promise<void> {
  const file = await handle.createSyncAccessHandle();
  try {
    file.truncate(0);
    file.write(new TextEncoder().encode(text), { at: 0 });
    file.flush();
  } finally {
    file.close();
  }
}

/** Of all files of a folder. */
export async function sizes(
  folder: FileSystemDirectoryHandle,
): Promise<(readonly [name: string, size: number])[]> {
  const found: (readonly [string, number])[] = [];
  for await (const name of folder.keys()) found.push([name, (await sizeOf(folder, name)) ?? 0]);
  return found;
}

/** Bytes of a file; null where it is not there. */
export async function sizeOf(folder: FileSystemDirectoryHandle, name: string): Promise<number | null> {
  try {
    return (await (await folder.getFileHandle(name)).getFile()).size;
  } catch {
    return null;
  }
}

/** Whether it could be: what another tab is writing to, or reading through, stays. */
export async function removed(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  return await folder.removeEntry(name).then(
    () => true,
    () => false,
  );
}
