import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { ChapterLinks, MentionsLink } from './rail';
import { UserMenu } from './user_menu';

export default function MoreSheet({ on_close }: { on_close: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer open placement="bottom" size="80%" title={t('app.more')} onClose={on_close}>
      <div className="more-sheet">
        <nav aria-label={t('app.all_records')}>
          <MentionsLink on_go={on_close} />
          <ChapterLinks on_go={on_close} />
        </nav>
        <div className="more-sheet-account">
          <UserMenu />
        </div>
      </div>
    </Drawer>
  );
}
