import { ApiProblem, problem_from, unreachable } from './problem';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  idempotency_key?: string;
  version?: number;
  signal?: AbortSignal;
}

const base = '/api/v1';
const ignored_401 = new Set(['/session', '/setup']);

let language = 'zh-Hant';
let on_signed_out: () => void = () => {};

export function set_language(locale: string): void {
  language = locale;
}

export function when_signed_out(listener: () => void): void {
  on_signed_out = listener;
}

export function api_url(path: string, query: RequestOptions['query'] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `${base}${path}${text ? `?${text}` : ''}`;
}

export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(api_url(path, options.query), {
      method: options.method ?? 'GET',
      headers: headers_of(options),
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      credentials: 'same-origin',
      signal: options.signal,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  }
  return await answer_of<T>(path, response);
}

function headers_of(options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = { 'Accept-Language': language, 'X-Bylaw': '1' };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.idempotency_key) headers['Idempotency-Key'] = options.idempotency_key;
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`;
  return headers;
}

async function answer_of<T>(path: string, response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) {
    const problem = problem_from(response.status, text, response.headers.get('Retry-After'));
    if (problem.status === 401 && !ignored_401.has(path)) on_signed_out();
    throw problem;
  }
  return (text ? JSON.parse(text) : undefined) as T;
}

/** XMLHttpRequest, because fetch cannot say how much of a body has been sent. */
export function upload<T>(
  path: string,
  query: RequestOptions['query'],
  file: Blob,
  on_progress: (share: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', api_url(path, query));
    for (const [name, value] of Object.entries(headers_of({ idempotency_key: new_key() }))) {
      call.setRequestHeader(name, value);
    }
    call.setRequestHeader('Content-Type', 'application/octet-stream');
    call.upload.onprogress = (event) => {
      if (event.lengthComputable) on_progress(event.loaded / event.total);
    };
    call.onload = () => {
      if (call.status >= 200 && call.status < 300) resolve(JSON.parse(call.responseText) as T);
      else reject(problem_from(call.status, call.responseText, call.getResponseHeader('Retry-After')));
    };
    call.onerror = () => reject(unreachable());
    call.onabort = () => reject(new ApiProblem({ title: 'cancelled', status: 0, code: 'cancelled' }));
    signal?.addEventListener('abort', () => call.abort());
    call.send(file);
  });
}

/** crypto.randomUUID does not exist on a page served without TLS, which is how a first trial on a local network runs. */
export function new_key(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
