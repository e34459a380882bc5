import { lazy, Suspense, useState } from 'react';
import { type AttachedFile, file_url } from './files';

const FilePreview = lazy(() => import('./file_preview'));

/** The name of a file leads to the file: to look at where that can be done, else to take home. `files`: those beside it. */
export function FileName({ file, files }: { file: AttachedFile; files: AttachedFile[] }) {
  const [shown, set_shown] = useState<AttachedFile | null>(null);
  if (file.preview === 'none')
    return (
      <a className="file-name" href={file_url(file)} download={file.name}>
        {file.name}
      </a>
    );
  return (
    <>
      <button type="button" className="file-name" onClick={() => set_shown(file)}>
        {file.name}
      </button>
      {shown && (
        <Suspense>
          <FilePreview
            files={files.filter((one) => one.preview !== 'none')}
            shown={shown}
            on_show={set_shown}
            on_close={() => set_shown(null)}
          />
        </Suspense>
      )}
    </>
  );
}
