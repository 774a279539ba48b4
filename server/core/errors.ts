/** Messages beside fields: field name → text key with its values. */
export type FieldErrors = Record<string, FieldError>;
export interface FieldError {
  readonly key: string;
  readonly values?: Record<string, string | number>;
}

/**
 * An error with an answer: the status for the client, a code for logs and tests, a text key for the reader.
 * Everything else that is thrown is a fault of ours and becomes a 500 with a reference number.
 */
export class AppError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message = code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Also for what exists in another portal: who asks must not learn of it. */
export const notFound = (what = "page") => new AppError(404, "not_found", `${what} not found`);
/** For a signed-in person whose role does not allow it; a page of its own. */
export const forbidden = (why = "not allowed") => new AppError(403, "forbidden", why);
/** Nobody is signed in, and the page needs somebody. */
export const signInNeeded = () => new AppError(401, "sign_in_needed");
/** Switched off on purpose (a disabled customer portal). */
export const gone = () => new AppError(410, "gone");
export const tooMany = () => new AppError(429, "too_many");

/** Input that a rule of the domain refuses; shown beside the fields, with what was typed. */
export class InvalidInput extends AppError {
  readonly fields: FieldErrors;

  constructor(fields: FieldErrors) {
    super(422, "invalid", `invalid: ${Object.keys(fields).join(", ")}`);
    this.fields = fields;
  }
}
