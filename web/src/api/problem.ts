import type { FieldProblem, ProblemBody } from './types';

/** A refusal by the server, or the lack of any answer (`code: "unreachable"`). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | null;
  readonly clause: string | null;
  readonly errors: FieldProblem[];
  readonly request: string | null;
  readonly current_version: number | null;
  readonly retry_after_seconds: number | null;

  constructor(body: ProblemBody, retry_after_seconds: number | null = null) {
    super(body.detail || body.title);
    this.name = 'ApiProblem';
    this.status = body.status;
    this.code = body.code;
    this.detail = body.detail ?? null;
    this.clause = body.clause ?? null;
    this.errors = body.errors ?? [];
    this.request = body.request ?? null;
    this.current_version = body.current_version ?? null;
    this.retry_after_seconds = retry_after_seconds;
  }
}

export function is_problem(error: unknown, code?: string): error is ApiProblem {
  return error instanceof ApiProblem && (code === undefined || error.code === code);
}

export function unreachable(): ApiProblem {
  return new ApiProblem({ title: 'unreachable', status: 0, code: 'unreachable' });
}

export function problem_from(status: number, text: string, retry_after: string | null): ApiProblem {
  const seconds = retry_after === null ? null : Number.parseInt(retry_after, 10);
  try {
    const body = JSON.parse(text) as Partial<ProblemBody>;
    if (typeof body.code === 'string') {
      return new ApiProblem({ ...body, status, code: body.code, title: body.title ?? body.code }, seconds);
    }
  } catch {
    // A proxy in between may answer with something that is not a problem; the status is all there is then.
  }
  return new ApiProblem({ title: `HTTP ${status}`, status, code: 'failed' }, seconds);
}
