import './files.css';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry, Link } from '@/api/types';
import { instant_text } from '../fields/day';
import { FileName } from './file_name';
import { files_query } from './files';

interface FileEntryProps {
  record: string;
  id: string;
  entry: HistoryEntry;
}

/** A file that came, went or came back, as the timeline tells it. */
export function FileEntry({ record, id, entry }: FileEntryProps) {
  const { t } = useTranslation();
  const { data } = useQuery(files_query(record, id));
  const named = (entry.changes[0]?.to ?? entry.changes[0]?.from) as Link | null | undefined;
  const file = data?.items.find((one) => one.id === named?.id);
  return (
    <>
      <p className="history-head">
        <strong>{entry.actor?.title || t('history.system')}</strong>
        <span>{entry.label}</span>
        <time className="quiet number" dateTime={entry.at}>
          {instant_text(entry.at)}
        </time>
      </p>
      <p className="file-entry">{file && data ? <FileName file={file} files={data.items} /> : named?.title}</p>
    </>
  );
}
