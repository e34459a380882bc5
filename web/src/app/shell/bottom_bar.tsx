import { AppstoreOutlined, FileTextOutlined, HomeOutlined, SearchOutlined, TeamOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSchema } from '@/api/queries';
import type { RecordSchema } from '@/api/types';
import { useOpenPalette } from '@/kernel/palette/palette_host';
import { records_of_chapters } from './chapters';

function rank(record: RecordSchema): number {
  return (record.state ? 4 : 0) + (record.lines.length > 0 ? 2 : 0) + (record.can.import && !record.tree ? 1 : 0);
}

const MoreSheet = lazy(() => import('./more_sheet'));

/** On a phone: home, the two records people work in most (those with states first), the search, and the rest behind one button. */
export function BottomBar() {
  const { t } = useTranslation();
  const [open, set_open] = useState(false);
  const search = useOpenPalette();
  // What belongs to an order is reached from the order.
  const records = records_of_chapters(useSchema()).flatMap((chapter) => chapter.records.filter((record) => !record.belongs_to));
  const ranked = [...records].sort((a, b) => rank(b) - rank(a));

  return (
    <>
      <nav className="bottom-bar" aria-label={t('app.navigation')}>
        <Link to="/" activeOptions={{ exact: true }}>
          <HomeOutlined aria-hidden />
          <span>{t('home.title')}</span>
        </Link>
        {ranked.slice(0, 2).map((record, index) => (
          <Link key={record.name} to="/$record" params={{ record: record.name }}>
            {index === 0 ? <FileTextOutlined aria-hidden /> : <TeamOutlined aria-hidden />}
            <span>{record.label_many}</span>
          </Link>
        ))}
        <button type="button" aria-haspopup="dialog" onClick={search}>
          <SearchOutlined aria-hidden />
          <span>{t('palette.open')}</span>
        </button>
        <button type="button" aria-haspopup="dialog" aria-expanded={open} onClick={() => set_open(true)}>
          <AppstoreOutlined aria-hidden />
          <span>{t('app.more')}</span>
        </button>
      </nav>
      {open && (
        <Suspense>
          <MoreSheet on_close={() => set_open(false)} />
        </Suspense>
      )}
    </>
  );
}
