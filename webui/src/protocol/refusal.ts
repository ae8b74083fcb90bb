/** An error answer of the server, or `offline` when there was no answer. */
export class Refusal extends Error {
  constructor(
    readonly kind: string,
    /** Stable word, `errors.<code>` of the texts. */
    readonly code: string,
    readonly detail = '',
    readonly field = '',
  ) {
    super(detail || code);
    this.name = 'Refusal';
  }
}

/** The code of whatever was thrown, for the texts. */
export function codeOf(cause: unknown): string {
  if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string') {
    return cause.code;
  }
  return 'internal';
}
