declare global {
  interface ImportMetaEnv {
    /** In builds: `models/1a2b3c4d5e6f/`, named after the contents, so that page and model are of one release. */
    readonly MODELS_FOLDER?: string;
    /** In builds: `examples/1a2b3c4d5e6f/`. */
    readonly EXAMPLES_FOLDER?: string;
  }
}

/** The folder that holds a folder for each shipped model (scripts/vite/hashed-folders.ts). */
export function modelsUrl(): string {
  return new URL(import.meta.env.MODELS_FOLDER ?? 'models/', document.baseURI).href;
}

/** A file of results that ships with the page. */
export function exampleUrl(name: string): string {
  return exampleFileUrl(`${name}.json`);
}

/** The same, of a file of any kind, by its path among the examples. */
export function exampleFileUrl(path: string): string {
  return new URL(`${import.meta.env.EXAMPLES_FOLDER ?? 'examples/'}${path}`, document.baseURI).href;
}

/** What an audit that ships found. */
export function auditUrl(name: string): string {
  return new URL(`audit/${name}.json`, document.baseURI).href;
}

/** What a study that ships found, a `StudyOutcome`. */
export function studyOutcomeUrl(id: string): string {
  return new URL(`studies/${id}.json`, document.baseURI).href;
}
