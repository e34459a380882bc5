import { Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Live } from '@/kernel/live/live';
import { PaletteHost } from '@/kernel/palette/palette_host';
import { Waiting } from '../pages/waiting';
import { BottomBar } from './bottom_bar';
import { Rail } from './rail';
import { Shortcuts } from './shortcuts';

export function Shell() {
  const { t } = useTranslation();
  return (
    <PaletteHost>
      <div className="shell">
        <a className="skip-link" href="#main">
          {t('app.skip')}
        </a>
        <Rail />
        <main id="main" className="main" tabIndex={-1}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </main>
        <BottomBar />
        <Live />
        <Shortcuts />
      </div>
    </PaletteHost>
  );
}
