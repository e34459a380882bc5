import type { TFunction } from 'i18next';
import type { Heading } from './report';

/** What a row or column is called: the others, what has no value, or its title and who answers for it. */
export function heading_text(heading: Heading, t: TFunction): string {
  if (heading.others) return t('analysis.others');
  if (heading.title === null) return t('analysis.no_value');
  return heading.note ? t('analysis.noted', { title: heading.title, note: heading.note }) : heading.title;
}

/** Words one after another, as the language lists them. */
export function listed(words: string[], language: string): string {
  return words.join(language === 'en' ? ', ' : '、');
}
