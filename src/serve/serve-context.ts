import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** Bindings are there where a socket is: not where a test asks the app itself. */
export interface ServeEnv {
  Bindings: Partial<HttpBindings>;
}

export type ServeContext = Context<ServeEnv>;
