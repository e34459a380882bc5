import { App, theme as antd_theme, ConfigProvider, type ThemeConfig } from 'antd';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { csp_nonce } from './csp';
import { antd_locale } from './i18n';

export type ThemeChoice = 'system' | 'light' | 'dark';
const storage_key = 'bylaw.theme';

interface ThemeState {
  choice: ThemeChoice;
  choose: (choice: ThemeChoice) => void;
}

const ThemeContext = createContext<ThemeState>({ choice: 'system', choose: () => {} });

export function useTheme(): ThemeState {
  return use(ThemeContext);
}

const shared_tokens = {
  borderRadius: 6,
  controlHeight: 34,
  fontSize: 14,
  fontFamily: 'inherit',
  motionDurationMid: '0.12s',
  motionDurationSlow: '0.16s',
};

const light: ThemeConfig = {
  algorithm: antd_theme.defaultAlgorithm,
  token: {
    ...shared_tokens,
    colorPrimary: '#0958d9',
    colorInfo: '#0958d9',
    colorLink: '#0958d9',
    colorError: '#c62828',
    colorSuccess: '#1e7a34',
    colorWarning: '#9a5b00',
    colorText: '#1b2230',
    colorTextPlaceholder: 'rgba(0, 0, 0, 0.6)',
    colorTextDescription: 'rgba(0, 0, 0, 0.65)',
    colorTextTertiary: 'rgba(0, 0, 0, 0.62)',
    colorBorder: '#cdd3dc',
    colorBorderSecondary: '#e6e9ee',
    colorBgLayout: '#f6f7f9',
    colorPrimaryHover: '#0b4bb3',
    colorPrimaryActive: '#083a8c',
    colorLinkHover: '#0b4bb3',
  },
  components: {
    Tabs: { itemSelectedColor: '#0958d9', itemHoverColor: '#0b4bb3', inkBarColor: '#0958d9' },
    DatePicker: { colorTextDisabled: 'rgba(0, 0, 0, 0.6)' },
  },
};

const dark: ThemeConfig = {
  algorithm: antd_theme.darkAlgorithm,
  token: {
    ...shared_tokens,
    colorPrimary: '#1668dc',
    colorLink: '#69b1ff',
    colorError: '#ff7875',
    colorTextPlaceholder: 'rgba(255, 255, 255, 0.6)',
    colorTextDescription: 'rgba(255, 255, 255, 0.68)',
    colorTextTertiary: 'rgba(255, 255, 255, 0.64)',
    colorBgBase: '#14171d',
    colorBgContainer: '#1a1e26',
    colorBgElevated: '#222731',
    colorBgLayout: '#12151a',
    colorBorder: '#3d4553',
    colorBorderSecondary: '#2b313c',
    colorPrimaryHover: '#1b5fc4',
    colorPrimaryActive: '#164f9f',
    colorLinkHover: '#8cc2ff',
  },
  components: {
    Tabs: { itemSelectedColor: '#69b1ff', itemHoverColor: '#8cc2ff', itemActiveColor: '#8cc2ff', inkBarColor: '#69b1ff' },
    Dropdown: { colorPrimary: '#8cc2ff', controlItemBgActive: '#1b2b45', controlItemBgActiveHover: '#22365a' },
    Button: { defaultHoverColor: '#8cc2ff', defaultHoverBorderColor: '#69b1ff', defaultActiveColor: '#69b1ff' },
    DatePicker: { colorTextDisabled: 'rgba(255, 255, 255, 0.6)' },
  },
};

function useMedia(condition: string): boolean {
  const query = useMemo(() => window.matchMedia(condition), [condition]);
  const [matches, set_matches] = useState(query.matches);
  useEffect(() => {
    const listener = () => set_matches(query.matches);
    query.addEventListener('change', listener);
    return () => query.removeEventListener('change', listener);
  }, [query]);
  return matches;
}

function stored_choice(): ThemeChoice {
  const stored = localStorage.getItem(storage_key);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  useTranslation();
  const [choice, set_choice] = useState<ThemeChoice>(stored_choice);
  const system_dark = useMedia('(prefers-color-scheme: dark)');
  const is_still = useMedia('(prefers-reduced-motion: reduce)');
  const is_dark = choice === 'dark' || (choice === 'system' && system_dark);

  // antd waits for the end of its animations, so a style sheet that cuts them short leaves its popups outside of the screen.
  const config = useMemo<ThemeConfig>(() => {
    const base = is_dark ? dark : light;
    return { ...base, token: { ...base.token, motion: !is_still } };
  }, [is_dark, is_still]);

  useEffect(() => {
    document.documentElement.dataset.theme = is_dark ? 'dark' : 'light';
  }, [is_dark]);

  const state = useMemo<ThemeState>(
    () => ({
      choice,
      choose: (next) => {
        localStorage.setItem(storage_key, next);
        set_choice(next);
      },
    }),
    [choice],
  );

  return (
    <ThemeContext value={state}>
      <ConfigProvider
        theme={config}
        locale={antd_locale()}
        csp={{ nonce: csp_nonce }}
        button={{ autoInsertSpace: false }}
        wave={{ disabled: true }}
      >
        <App message={{ maxCount: 3 }}>{children}</App>
      </ConfigProvider>
    </ThemeContext>
  );
}
