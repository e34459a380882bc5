import { api_url } from '@/api/client';
import { problem_from } from '@/api/problem';
import type { Question } from './report';

export type FileKind = 'xlsx' | 'pdf';

/** Fetched and not followed as a link, so that it comes in the language of the page and a refusal can be shown. */
export async function take_away(path: string, question: Question, format: FileKind): Promise<void> {
  const response = await fetch(api_url(path, { ...question, format }), {
    headers: { 'Accept-Language': document.documentElement.lang },
    credentials: 'same-origin',
  });
  if (!response.ok) throw problem_from(response.status, await response.text(), response.headers.get('Retry-After'));
  const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = named?.[1] ? decodeURIComponent(named[1]) : `analysis.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
