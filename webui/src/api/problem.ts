/** A refusal of the HTTP API: a problem of RFC 9457 with our two members. */
export class ApiError extends Error {
  constructor(
    /** HTTP status, 0 when the server could not be reached. */
    readonly status: number,
    /** Stable word for translation (`errors.<code>`). */
    readonly code: string,
    /** The server's sentence, in English. */
    readonly detail: string,
    /** Which field of the request is meant, "" when none. */
    readonly field: string = '',
  ) {
    super(detail || code);
    this.name = 'ApiError';
  }
}

/** Reads the problem out of an answer that is not a success. */
export async function problemOf(answer: Response): Promise<ApiError> {
  let body: unknown;
  try {
    body = await answer.json();
  } catch {
    body = undefined;
  }
  const problem = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (name: string) => (typeof problem[name] === 'string' ? (problem[name] as string) : '');
  return new ApiError(
    answer.status,
    text('code') || codeOfStatus(answer.status),
    text('detail') || text('title'),
    text('field'),
  );
}

export function codeOfStatus(status: number): string {
  if (status === 401) return 'signed_out';
  if (status === 403) return 'denied';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 413) return 'too_large';
  if (status === 429) return 'slow_down';
  return status >= 500 ? 'internal' : 'invalid';
}
