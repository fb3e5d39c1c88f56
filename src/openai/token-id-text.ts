const SHAPE = /^token_id:(\d{1,10})$/;

/** How a token is named where `return_tokens_as_token_ids` asks for it, as vLLM has it: texts of two tokens may be the same. */
export function tokenIdText(token: number): string {
  return `token_id:${token}`;
}

/** The id of a token that is named so; null where the text is no such name. */
export function tokenIdOf(text: string): number | null {
  const id = SHAPE.exec(text)?.[1];
  return id === undefined ? null : Number(id);
}
