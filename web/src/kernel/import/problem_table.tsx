import { DownloadOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api_url, request } from '@/api/client';
import type { ImportJob, ImportProblem, Page } from '@/api/types';
import { group_digits } from '../fields/decimal';
import { ProblemText } from '../problem_text';

export function ProblemTable({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const problems = useInfiniteQuery({
    // A new check of the same import has new problems.
    queryKey: ['imports', 'problems', job.id, job.result, job.options, job.undo],
    queryFn: ({ pageParam }) => request<Page<ImportProblem>>(`/imports/${job.id}/problems`, { query: { cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const rows = problems.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="card import-block" aria-labelledby="import-problems">
      <div className="import-map-head">
        <h2 id="import-problems">{t('import.problems')}</h2>
        <a className="import-download" href={api_url(`/imports/${job.id}/problems.csv`)} download>
          <DownloadOutlined aria-hidden /> {t('import.download')}
        </a>
      </div>
      {problems.isError && <ProblemText error={problems.error} />}
      <div className="lines-scroll import-problems" tabIndex={0} role="group" aria-labelledby="import-problems">
        <table>
          <thead>
            <tr>
              <th scope="col" className="align-end">
                {t('import.row')}
              </th>
              <th scope="col">{t('import.severity')}</th>
              <th scope="col">{t('import.source')}</th>
              <th scope="col">{t('import.value')}</th>
              <th scope="col">{t('import.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((problem, index) => (
              <tr key={index}>
                <td className="align-end number">{problem.row > 0 && group_digits(String(problem.row))}</td>
                <td>
                  <span className={problem.severity === 'error' ? 'tag tag-danger' : 'tag tag-warning'}>
                    {t(`import.severity_${problem.severity}`)}
                  </span>
                </td>
                <td>{problem.column}</td>
                <td className="import-value">{problem.value}</td>
                <td className="import-reason">{problem.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {problems.hasNextPage && (
        <Button loading={problems.isFetchingNextPage} onClick={() => void problems.fetchNextPage()}>
          {t('app.more')}
        </Button>
      )}
    </section>
  );
}
