/** What a bundler tells of a module; of rolldown's `getModuleInfo` as much as is needed here. */
interface Modules {
  getModuleInfo(id: string): { readonly isEntry: boolean; readonly importers: readonly string[] } | null;
}

/**
 * The name of the chunk of all that the page loads before it draws: what its entry reaches by static imports. Left to itself the bundler
 * cuts that into a chunk for each set of pages that share it, a hundred small ones that compress badly and are asked for one by one.
 */
export function firstChunk(): (id: string, modules: Modules) => string | null {
  const known = new Map<string, boolean>();
  const isFirst = (id: string, modules: Modules): boolean => {
    const answer = known.get(id);
    if (answer !== undefined) return answer;
    // Until it is known: whoever leads back here reaches it by another way, or by none.
    known.set(id, false);
    const info = modules.getModuleInfo(id);
    const first = info !== null && (info.isEntry || info.importers.some((each) => isFirst(each, modules)));
    known.set(id, first);
    return first;
  };
  // The page's own script stays one of its own, by whose name a page knows its release.
  const isOwn = (id: string, modules: Modules) =>
    [id, ...(modules.getModuleInfo(id)?.importers ?? [])].some(
      (each) => modules.getModuleInfo(each)?.isEntry,
    );
  return (id, modules) => (isFirst(id, modules) && !isOwn(id, modules) ? 'first' : null);
}
