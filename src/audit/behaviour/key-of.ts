/** Longer prompts are kept by what tells them apart. */
const SHORT = 48;

/** A prompt as a key of bounded length: the same for the same prompt, and as good as never for another one (two FNV-1a sums, 64 bits). */
export function keyOf(prompt: string): string {
  if (prompt.length <= SHORT) return prompt;
  let [a, b] = [0x811c9dc5, 0x050c5d1f];
  for (let i = 0; i < prompt.length; i++) {
    const unit = prompt.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ (unit + (i & 0xff)), 0x01000193);
  }
  const hex = (sum: number) => (sum >>> 0).toString(16).padStart(8, '0');
  return `${prompt.slice(0, SHORT - 20)}… ${hex(a)}${hex(b)}`;
}
