/** A number's text with the sign that numbers have: U+2212 where JavaScript writes a hyphen, in front and in exponents. */
export function trueMinus(text: string): string {
  return text.replaceAll('-', '−');
}
