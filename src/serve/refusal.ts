import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorBody } from '../openai/error.ts';

/** A request that is not served, as its client is told. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: ContentfulStatusCode;
  readonly body: ErrorBody;
  /** Seconds after which asking again may help. */
  readonly retryAfter: number | null;

  constructor(
    status: ContentfulStatusCode,
    message: string,
    more: { readonly param?: string | null; readonly code?: string; readonly retryAfter?: number } = {},
  ) {
    super(message);
    this.status = status;
    const { param = null, code = null, retryAfter = null } = more;
    this.body = { error: { message, type: typeOf(status), param, code } };
    this.retryAfter = retryAfter;
  }
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 404) return 'not_found_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

/** A field of the body at fault. */
export function refuseField(param: string, problem: string): Refusal {
  return new Refusal(400, `${param}: ${problem}`, { param });
}
