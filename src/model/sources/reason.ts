/** What Node says of a connection stands in the error's cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const code = cause instanceof Error ? ((cause as { readonly code?: string }).code ?? cause.message) : '';
  return code === '' ? error.message : `${error.message}: ${code}`;
}
