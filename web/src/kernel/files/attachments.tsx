import './files.css';
import {
  DeleteOutlined,
  DownloadOutlined,
  FileImageOutlined,
  FileOutlined,
  FilePdfOutlined,
  FileTextOutlined,
  PaperClipOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { type DragEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { new_key, request } from '@/api/client';
import type { RecordSchema } from '@/api/types';
import { instant_text } from '../fields/day';
import { ProblemText, useProblemText } from '../problem_text';
import { useUndo } from '../undo/use_undo';
import { FileName } from './file_name';
import { type AttachedFile, type AttachedFiles, file_url, files_query, type Preview, refresh_files, size_text } from './files';
import { UploadRow } from './upload_row';
import { useUploads } from './use_uploads';

const icons: Record<Preview, typeof FileOutlined> = {
  none: FileOutlined,
  image: FileImageOutlined,
  pdf: FilePdfOutlined,
  text: FileTextOutlined,
};
/** A larger picture costs more to fetch than its small image tells. */
const thumbnail_bytes = 4 * 1024 * 1024;

interface AttachmentsProps {
  record: RecordSchema;
  id: string;
}

/** The files of a record: look at them, take them home, attach, remove. */
export function Attachments({ record, id }: AttachmentsProps) {
  const { t } = useTranslation();
  const { data, error } = useQuery(files_query(record.name, id));
  if (error) return <ProblemText error={error} />;
  if (!data) return null;
  const may_change = data.can.change;
  return (
    <section className="files card" aria-label={t('files.title')}>
      {may_change && <Uploads record={record} id={id} files={data} />}
      {data.items.length === 0 && <p className="quiet files-none">{t(may_change ? 'files.none_yet' : 'files.none')}</p>}
      {data.items.length > 0 && (
        <ul className="file-list">
          {data.items.map((file) => (
            <FileRow key={file.id} record={record.name} id={id} file={file} files={data} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Where files are dropped or chosen, and those on their way. */
function Uploads({ record, id, files }: AttachmentsProps & { files: AttachedFiles }) {
  const { t } = useTranslation();
  const input_id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [is_over, set_is_over] = useState(false);
  const { uploads, add, stop } = useUploads(record.name, id);
  const is_full = files.items.length >= files.limits.files;
  const over = (event: DragEvent, is: boolean) => {
    event.preventDefault();
    set_is_over(is);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way in, the button is the other */}
      <div
        className={is_over ? 'file-drop file-drop-over' : 'file-drop'}
        onDragOver={(event) => over(event, true)}
        onDragLeave={(event) => over(event, false)}
        onDrop={(event) => {
          over(event, false);
          add(event.dataTransfer.files, files.limits);
        }}
      >
        <label htmlFor={input_id} className="visually-hidden">
          {t('files.choose')}
        </label>
        <input
          ref={input}
          id={input_id}
          className="visually-hidden"
          type="file"
          multiple
          tabIndex={-1}
          accept={files.limits.kinds
            .split(', ')
            .map((kind) => `.${kind}`)
            .join(',')}
          onChange={(event) => {
            add(event.target.files ?? [], files.limits);
            // The same file, mended and chosen again, must be noticed as a new choice.
            event.target.value = '';
          }}
        />
        <Button icon={<PaperClipOutlined aria-hidden />} disabled={is_full} onClick={() => input.current?.click()}>
          {t('files.choose')}
        </Button>
        <p className="quiet">
          <span className="file-drop-hint">{t('files.drop')}</span>{' '}
          {t('files.limits', { size: size_text(files.limits.bytes), kinds: files.limits.kinds })}
        </p>
      </div>
      {uploads.length > 0 && (
        <ul className="file-list" aria-label={t('files.on_their_way')}>
          {uploads.map((one) => (
            <UploadRow key={one.key} upload={one} limits={files.limits} stop={() => stop(one.key)} />
          ))}
        </ul>
      )}
    </>
  );
}

interface FileRowProps {
  record: string;
  id: string;
  file: AttachedFile;
  files: AttachedFiles;
}

function FileRow({ record, id, file, files }: FileRowProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const problem_text = useProblemText();
  const offer_undo = useUndo();

  async function send(method: 'POST' | 'DELETE', path: string, options = {}): Promise<boolean> {
    try {
      await request(path, { method, ...options });
      return true;
    } catch (error) {
      message.error(problem_text(error));
      return false;
    } finally {
      await refresh_files(record, id);
    }
  }
  async function remove() {
    if (!(await send('DELETE', `/files/${file.id}`))) return;
    offer_undo(file.id, t('files.removed', { name: file.name }), async () => {
      if (await send('POST', `/files/${file.id}/restore`, { idempotency_key: new_key() }))
        message.success(t('files.restored', { name: file.name }));
    });
  }

  return (
    <li className="file-row">
      <Thumbnail file={file} />
      <div className="file-what">
        <FileName file={file} files={files.items} />
        <p className="quiet number">
          {size_text(file.size)} · {file.by.title} · <time dateTime={file.at}>{instant_text(file.at)}</time>
        </p>
      </div>
      <div className="file-actions">
        <Button
          type="text"
          href={file_url(file)}
          download={file.name}
          icon={<DownloadOutlined aria-hidden />}
          aria-label={t('files.download_of', { name: file.name })}
          title={t('files.download')}
        />
        {files.can.change && (
          <Button
            type="text"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t('files.remove_of', { name: file.name })}
            title={t('files.remove')}
            onClick={() => void remove()}
          />
        )}
      </div>
    </li>
  );
}

function Thumbnail({ file }: { file: AttachedFile }) {
  const Icon = icons[file.preview];
  if (file.preview === 'image' && file.size <= thumbnail_bytes)
    return <img className="file-mark" src={file_url(file, 'inline')} alt="" loading="lazy" />;
  return (
    <span className="file-mark">
      <Icon aria-hidden />
    </span>
  );
}
