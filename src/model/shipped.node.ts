import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the models lie that come with the lab, in a checkout and in an installed package alike. */
const MODELS = fileURLToPath(new URL('../../public/models', import.meta.url));

/** The folder of a model that ships with the lab. */
export function shippedFolder(name: string): string {
  return join(MODELS, name);
}
