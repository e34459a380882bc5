import { SearchOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSchema } from '@/api/queries';
import { useOpenPalette } from '@/kernel/palette/palette_host';
import { useUnreadMentions } from '@/kernel/timeline/comments';
import { Wordmark } from '../wordmark';
import { records_of_chapters } from './chapters';
import { UserMenu } from './user_menu';

export function Rail() {
  const { t } = useTranslation();
  return (
    <div className="rail">
      <header className="rail-head">
        <Link to="/" aria-label={`${t('app.name')} · ${t('home.title')}`}>
          <Wordmark />
        </Link>
      </header>
      <SearchButton />
      <nav className="rail-nav" aria-label={t('app.navigation')}>
        <ul className="nav-top">
          <li>
            <Link className="nav-link" to="/" activeOptions={{ exact: true }}>
              {t('home.title')}
            </Link>
          </li>
          <li>
            <MentionsLink />
          </li>
        </ul>
        <ChapterLinks />
      </nav>
      <div className="rail-foot">
        <UserMenu />
      </div>
    </div>
  );
}

export function MentionsLink({ on_go }: { on_go?: () => void }) {
  const { t } = useTranslation();
  const unread = useUnreadMentions();
  return (
    <Link className="nav-link" to="/mentions" onClick={on_go}>
      <span>{t('mentions.title')}</span>
      <span role="status">
        {unread > 0 && (
          <span className="count">
            <span aria-hidden="true">{unread}</span>
            <span className="visually-hidden">{t('mentions.count', { count: unread })}</span>
          </span>
        )}
      </span>
    </Link>
  );
}

const command_key = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

function SearchButton() {
  const { t } = useTranslation();
  const open = useOpenPalette();
  return (
    <button type="button" className="rail-search" aria-haspopup="dialog" onClick={open}>
      <SearchOutlined aria-hidden />
      <span>{t('palette.open')}</span>
      <kbd>{command_key} K</kbd>
    </button>
  );
}

export function ChapterLinks({ on_go }: { on_go?: () => void }) {
  const { t } = useTranslation();
  const chapters = records_of_chapters(useSchema());
  return chapters.map((chapter) => (
    <section className="nav-chapter" key={chapter.name}>
      <h2>
        {chapter.clause && <span className="number">{chapter.clause}</span>}
        {chapter.label}
      </h2>
      <ul>
        {chapter.records.map((record) => (
          <li key={record.name}>
            <Link className="nav-link" to="/$record" params={{ record: record.name }} onClick={on_go}>
              <span>{record.label_many}</span>
              {record.clause && <span className="clause">{record.clause}</span>}
            </Link>
          </li>
        ))}
        {chapter.pages.map((page) => (
          <li key={page.to}>
            <Link className="nav-link" to={page.to} onClick={on_go}>
              <span>{t(page.title)}</span>
              <span className="clause">{page.clause}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  ));
}
