/** A decimal or a fraction of two; null where the text is neither. */
export function numberFrom(text: string): number | null {
  const [top, bottom, ...more] = text.replaceAll(',', '').replace('−', '-').split('/');
  if (more.length > 0 || top.trim() === '' || bottom?.trim() === '') return null;
  const value = Number(top) / (bottom === undefined ? 1 : Number(bottom));
  return Number.isFinite(value) ? value : null;
}
