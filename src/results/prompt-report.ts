/** A request's prompt as the model takes it. */
export interface PromptReport {
  readonly request: string;
  readonly text: string;
  readonly tokens: number;
}
