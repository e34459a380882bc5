import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import en from '@locales/en.json';
import hans from '@locales/zh-Hans.json';
import hant from '@locales/zh-Hant.json';
import { describe, expect, it } from 'vitest';
import { locale_of_browser } from './i18n';

type Catalog = { [key: string]: string | Catalog };

function entries(catalog: Catalog, prefix = ''): [string, string][] {
  return Object.entries(catalog).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : entries(value, `${prefix}${key}.`),
  );
}

/** Chinese has one form of a counted word, English two. */
const without_plural = (key: string) => key.replace(/_(one|other)$/, '');
const keys = (catalog: Catalog) => [...new Set(entries(catalog).map(([key]) => without_plural(key)))].sort();
const placeholders = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.') ? [readFileSync(path, 'utf8')] : [];
  });
}

describe('the catalogs', () => {
  it('have equal keys', () => {
    expect(keys(hans)).toEqual(keys(hant));
    expect(keys(en)).toEqual(keys(hant));
  });

  it('have no empty text and equal placeholders', () => {
    for (const catalog of [hans, en] as Catalog[]) {
      const others = new Map(entries(catalog));
      for (const [key, text] of entries(hant)) {
        const other = others.get(key) ?? '';
        expect(text.trim() !== '' && other.trim() !== '', key).toBe(true);
        expect(placeholders(other), key).toEqual(placeholders(text));
      }
    }
  });

  it('hold every word that the app asks for', () => {
    const known = new Set(keys(hant));
    const asked = sources(join(import.meta.dirname, '..')).flatMap((source) =>
      [...source.matchAll(/(?:\bt\((?:\w+ \? )?|meaning: |: )'([a-z_]+\.[a-z_.]+)'/g)].map((match) => match[1] ?? ''),
    );
    expect(asked.length).toBeGreaterThan(150);
    expect([...new Set(asked)].filter((key) => !known.has(key) && !key.startsWith('bylaw.'))).toEqual([]);
  });
});

describe('the first language', () => {
  it.each([
    [['zh-TW'], 'zh-Hant'],
    [['zh-Hant-CN'], 'zh-Hant'],
    [['zh-CN', 'en'], 'zh-Hans'],
    [['zh'], 'zh-Hans'],
    [['en-GB'], 'en'],
    [['fr', 'en'], 'en'],
    [['fr'], 'zh-Hant'],
  ])('for %j is %s', (wanted, locale) => {
    expect(locale_of_browser(wanted)).toBe(locale);
  });
});
