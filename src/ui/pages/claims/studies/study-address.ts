/** The report of a study that ships. */
export function studyAddress(id: string): string {
  return `#claims/study/${encodeURIComponent(id)}`;
}
