import { CloseOutlined, FileOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { is_problem } from '@/api/problem';
import { useProblemText } from '../problem_text';
import { type AttachedFiles, size_text } from './files';
import type { Upload } from './use_uploads';

interface UploadRowProps {
  upload: Upload;
  limits: AttachedFiles['limits'];
  stop: () => void;
}

/** What is wrong with the file itself says more than that something is. */
function said_of(problem: unknown): string {
  return is_problem(problem) ? problem.errors.map((one) => one.message).join(' ') : '';
}

/** A file on its way, or why it did not get there. */
export function UploadRow({ upload, limits, stop }: UploadRowProps) {
  const { t } = useTranslation();
  const problem_text = useProblemText();
  const is_over = upload.refusal !== undefined || upload.problem !== undefined;
  const label = t(is_over ? 'files.dismiss_of' : 'files.stop_of', { name: upload.name });
  return (
    <li className="file-row">
      <span className="file-mark">
        <FileOutlined aria-hidden />
      </span>
      <div className="file-what">
        <p className="file-name">{upload.name}</p>
        {upload.refusal && (
          <p className="field-error" role="alert">
            {t(`files.refused.${upload.refusal}`, { size: size_text(limits.bytes), kinds: limits.kinds })}
          </p>
        )}
        {upload.problem !== undefined && (
          <p className="field-error" role="alert">
            {said_of(upload.problem) || problem_text(upload.problem)}
          </p>
        )}
        {!is_over && (
          <Progress size="small" percent={Math.round((upload.share ?? 0) * 100)} aria-label={t('files.sending', { name: upload.name })} />
        )}
      </div>
      <div className="file-actions">
        <Button type="text" icon={<CloseOutlined aria-hidden />} aria-label={label} title={label} onClick={stop} />
      </div>
    </li>
  );
}
