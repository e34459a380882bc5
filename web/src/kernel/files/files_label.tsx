import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { files_query } from './files';

/** Of the tab: how many there are is seen before it is opened. */
export function FilesLabel({ record, id }: { record: string; id: string }) {
  const { t } = useTranslation();
  const count = useQuery(files_query(record, id)).data?.items.length ?? 0;
  return (
    <>
      {t('files.title')}
      {count > 0 && <span className="number files-count"> {count}</span>}
    </>
  );
}
