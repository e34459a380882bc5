import dayjs from 'dayjs';

/** Days are shown as they are written in the regulation's own tables: ISO, so that they sort and line up by eye. */
export function day_text(value: string): string {
  return value.slice(0, 10);
}

export function instant_text(value: string): string {
  const instant = dayjs(value);
  return instant.isValid() ? instant.format('YYYY-MM-DD HH:mm') : value;
}

/** By the clock of whoever looks; what counts is always the server's. */
export function today(): string {
  return dayjs().format('YYYY-MM-DD');
}
