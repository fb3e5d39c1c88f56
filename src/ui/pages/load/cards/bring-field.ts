/** Fields that the form has for some experiments alone, and when. */
const SOMETIMES: Readonly<Record<string, string>> = {
  'Room of experts, %': 'It has one where the model has experts, as in the preset “Full experts”.',
  Sampler: 'It has one where the experiment draws its tokens, at a temperature above 0.',
};

/**
 * Brings a field of the form into view and gives it the focus, opened where it was folded away. @returns why it is not there, a sentence; empty where
 * it was brought.
 */
export function bringField(label: string): string {
  const labels = document.querySelectorAll<HTMLLabelElement>('[data-part="mechanisms"] label');
  const control = [...labels].find(({ textContent }) => textContent?.trim() === label)?.control;
  if (!control) return SOMETIMES[label] ?? 'The form has none now.';
  const folded = control.closest('details');
  if (folded) folded.open = true;
  control.scrollIntoView({ block: 'center' });
  control.focus({ preventScroll: true });
  return '';
}
