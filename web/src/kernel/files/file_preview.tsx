import { DownloadOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problem_from, unreachable } from '@/api/problem';
import { ProblemText } from '../problem_text';
import { type AttachedFile, decoded, file_url, size_text } from './files';

const text_bytes = 256 * 1024;

interface FilePreviewProps {
  files: AttachedFile[];
  shown: AttachedFile;
  on_show: (file: AttachedFile) => void;
  on_close: () => void;
}

/** One file to look at; the arrow keys lead to the others. */
export default function FilePreview({ files, shown, on_show, on_close }: FilePreviewProps) {
  const { t } = useTranslation();
  const place = files.findIndex((one) => one.id === shown.id);
  const before = files[place - 1];
  const after = files[place + 1];
  useEffect(() => {
    const by_key = (event: KeyboardEvent) => {
      const next = event.key === 'ArrowLeft' ? before : event.key === 'ArrowRight' ? after : undefined;
      // In a text the arrows scroll.
      if (!next || (event.target instanceof Element && event.target.closest('.file-text'))) return;
      event.preventDefault();
      on_show(next);
    };
    window.addEventListener('keydown', by_key);
    return () => window.removeEventListener('keydown', by_key);
  }, [before, after, on_show]);
  return (
    <Modal
      open
      centered
      width="min(1100px, calc(100vw - 32px))"
      className="file-preview"
      title={shown.name}
      onCancel={on_close}
      footer={
        <div className="file-preview-foot">
          {files.length > 1 && (
            <>
              <Button
                icon={<LeftOutlined aria-hidden />}
                aria-label={t('files.before')}
                disabled={!before}
                onClick={() => before && on_show(before)}
              />
              <span className="quiet number" aria-live="polite">
                {t('files.place', { at: place + 1, of: files.length })}
              </span>
              <Button
                icon={<RightOutlined aria-hidden />}
                aria-label={t('files.after')}
                disabled={!after}
                onClick={() => after && on_show(after)}
              />
            </>
          )}
          <span className="quiet number file-preview-size">{size_text(shown.size)}</span>
          <Button href={file_url(shown)} download={shown.name} icon={<DownloadOutlined aria-hidden />}>
            {t('files.download')}
          </Button>
        </div>
      }
    >
      <div className="file-preview-body">
        <Content key={shown.id} file={shown} />
      </div>
    </Modal>
  );
}

function Content({ file }: { file: AttachedFile }) {
  const { t } = useTranslation();
  const [is_broken, set_is_broken] = useState(false);
  if (is_broken) return <p className="quiet">{t('files.broken')}</p>;
  if (file.preview === 'image')
    return <img src={file_url(file, 'inline')} alt={t('files.picture', { name: file.name })} onError={() => set_is_broken(true)} />;
  if (file.preview === 'text') return <Text file={file} />;
  // Phones have no viewer inside a page.
  if (navigator.pdfViewerEnabled === false) return <p className="quiet">{t('files.no_viewer')}</p>;
  return <iframe src={file_url(file, 'inline')} title={file.name} />;
}

async function beginning_of(file: AttachedFile): Promise<string> {
  let answer: Response;
  try {
    answer = await fetch(file_url(file), { headers: { Range: `bytes=0-${text_bytes - 1}` }, credentials: 'same-origin' });
  } catch {
    throw unreachable();
  }
  if (!answer.ok) throw problem_from(answer.status, await answer.text(), null);
  return decoded(await answer.arrayBuffer(), file.size > text_bytes);
}

function Text({ file }: { file: AttachedFile }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({ queryKey: ['files', 'text', file.id], queryFn: () => beginning_of(file), staleTime: Infinity });
  if (error) return <ProblemText error={error} />;
  return (
    <>
      <div className="file-text" tabIndex={0} role="group" aria-label={file.name}>
        <pre>{data ?? ''}</pre>
      </div>
      {file.size > text_bytes && <p className="quiet">{t('files.only_beginning')}</p>}
    </>
  );
}
