import type { Locale as AntdLocale } from 'antd/es/locale';
import dayjs from 'dayjs';
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { set_language } from '@/api/client';
import type { Locale } from '@/api/types';

export const locales: Locale[] = ['zh-Hant', 'zh-Hans', 'en'];
export const locale_names: Record<Locale, string> = { 'zh-Hant': '繁體中文', 'zh-Hans': '简体中文', en: 'English' };
const dayjs_names: Record<Locale, string> = { 'zh-Hant': 'zh-tw', 'zh-Hans': 'zh-cn', en: 'en' };
const storage_key = 'bylaw.locale';

interface LanguagePack {
  catalog: Record<string, unknown>;
  antd: AntdLocale;
}

const loaders: Record<Locale, () => Promise<LanguagePack>> = {
  'zh-Hant': async () => {
    const [catalog, pack] = await Promise.all([import('@locales/zh-Hant.json'), import('./locales/antd_zh_hant')]);
    return { catalog: catalog.default, antd: pack.default };
  },
  'zh-Hans': async () => {
    const [catalog, pack] = await Promise.all([import('@locales/zh-Hans.json'), import('./locales/antd_zh_hans')]);
    return { catalog: catalog.default, antd: pack.default };
  },
  en: async () => {
    const [catalog, pack] = await Promise.all([import('@locales/en.json'), import('./locales/antd_en')]);
    return { catalog: catalog.default, antd: pack.default };
  },
};

const antd_packs = new Map<string, AntdLocale>();

export function locale_of_browser(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const lower = tag.toLowerCase();
    if (/^zh(-hant|-tw|-hk|-mo)/.test(lower)) return 'zh-Hant';
    if (/^zh(-hans|-cn|-sg)?(-|$)/.test(lower)) return 'zh-Hans';
    if (lower.startsWith('en')) return 'en';
  }
  return 'zh-Hant';
}

function first_locale(): Locale {
  const stored = localStorage.getItem(storage_key);
  return locales.find((locale) => locale === stored) ?? locale_of_browser(navigator.languages);
}

export async function start_i18n(): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    resources: {},
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await use_locale(first_locale());
  return i18next;
}

export async function use_locale(locale: Locale): Promise<void> {
  if (!antd_packs.has(locale)) {
    const pack = await loaders[locale]();
    antd_packs.set(locale, pack.antd);
    i18next.addResourceBundle(locale, 'translation', pack.catalog, true, true);
  }
  dayjs.locale(dayjs_names[locale]);
  set_language(locale);
  localStorage.setItem(storage_key, locale);
  document.documentElement.lang = locale;
  await i18next.changeLanguage(locale);
}

export function current_locale(): Locale {
  return locales.find((locale) => locale === i18next.language) ?? 'zh-Hant';
}

export function antd_locale(): AntdLocale | undefined {
  return antd_packs.get(i18next.language);
}
