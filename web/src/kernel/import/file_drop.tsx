import { InboxOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { type DragEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { upload } from '@/api/client';
import { is_problem } from '@/api/problem';
import type { ImportJob } from '@/api/types';
import { ProblemText } from '../problem_text';

const largest_bytes = 64 * 1024 * 1024;

interface FileDropProps {
  record: string;
  on_uploaded: (job: ImportJob) => void | Promise<void>;
  label: string;
}

export function FileDrop({ record, on_uploaded, label }: FileDropProps) {
  const { t } = useTranslation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const abort = useRef<AbortController | null>(null);
  const [share, set_share] = useState<number | null>(null);
  const [is_over, set_is_over] = useState(false);
  const [problem, set_problem] = useState<unknown>(null);
  const [too_large, set_too_large] = useState(false);

  async function send(file: File | undefined) {
    if (!file) return;
    set_problem(null);
    set_too_large(file.size > largest_bytes);
    if (file.size > largest_bytes) return;
    set_share(0);
    abort.current = new AbortController();
    try {
      await on_uploaded(await upload<ImportJob>('/imports', { record, name: file.name }, file, set_share, abort.current.signal));
    } catch (error) {
      if (!is_problem(error, 'cancelled')) set_problem(error);
    } finally {
      set_share(null);
      // The same file, mended and chosen again, must be noticed as a new choice.
      if (input.current) input.current.value = '';
    }
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    set_is_over(false);
    void send(event.dataTransfer.files[0]);
  }

  return (
    <div
      className={is_over ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        set_is_over(true);
      }}
      onDragLeave={() => set_is_over(false)}
      onDrop={drop}
    >
      <InboxOutlined className="drop-icon" aria-hidden />
      <p>{label}</p>
      <p className="quiet">{t('import.formats')}</p>
      {share === null ? (
        <>
          <label htmlFor={id} className="visually-hidden">
            {t('import.choose_file')}
          </label>
          <input
            ref={input}
            id={id}
            className="visually-hidden"
            type="file"
            tabIndex={-1}
            accept=".csv,.xlsx,.txt"
            onChange={(event) => void send(event.target.files?.[0])}
          />
          <Button type="primary" onClick={() => input.current?.click()}>
            {t('import.choose_file')}
          </Button>
        </>
      ) : (
        <div className="drop-progress">
          <Progress percent={Math.round(share * 100)} aria-label={t('import.uploading')} />
          <Button size="small" onClick={() => abort.current?.abort()}>
            {t('app.cancel')}
          </Button>
        </div>
      )}
      {too_large && <p className="field-error">{t('import.too_large')}</p>}
      {problem !== null && <ProblemText error={problem} />}
    </div>
  );
}
