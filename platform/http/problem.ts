/** A kind of problem: a code that programs can rely on, the HTTP status, and a title that never varies. */
export interface ProblemKind {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

/** A problem as it is answered (RFC 9457), with the members of its kind. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId?: string;
  readonly [member: string]: unknown;
}

/** The media type of a problem. */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

interface More {
  /** Members beside the standard ones. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by a handler, it is answered as a problem of its kind. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly kind: ProblemKind;
  readonly headers: Readonly<Record<string, string>>;
  private readonly members: Readonly<Record<string, unknown>>;

  constructor(kind: ProblemKind, detail: string, { members = {}, headers = {} }: More = {}) {
    super(detail);
    this.kind = kind;
    this.members = members;
    this.headers = headers;
  }

  /** The body that is answered. */
  body(requestId?: string): Problem {
    const { code, status, title } = this.kind;
    return {
      type: `urn:tacho:problem:${code}`,
      title,
      status,
      code,
      detail: this.message,
      ...(requestId === undefined ? {} : { requestId }),
      ...this.members,
    };
  }
}
