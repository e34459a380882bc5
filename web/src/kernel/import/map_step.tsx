import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportJob, ImportTarget } from '@/api/types';
import { useClearing } from '../fields/clearing';
import { ProblemText } from '../problem_text';
import { check_import } from './job';

const shown_samples = 3;

function groups_of(targets: ImportTarget[]): { name: string; targets: ImportTarget[] }[] {
  const groups = new Map<string, ImportTarget[]>();
  for (const target of targets) groups.set(target.group, [...(groups.get(target.group) ?? []), target]);
  return [...groups].map(([name, members]) => ({ name, targets: members }));
}

export function MapStep({ job, on_checking }: { job: ImportJob; on_checking: (job: ImportJob) => void }) {
  const { t } = useTranslation();
  const [mapping, set_mapping] = useState(job.mapping);
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState<unknown>(null);
  const [shows_rest, set_shows_rest] = useState(false);
  // What the file could also fill, but seems not to, waits behind a button: an order reaches into customers and products.
  const offered = job.targets.filter((target) => shows_rest || target.required || job.mapping[target.path] !== undefined);
  const hidden = job.targets.length - offered.length;
  const missing = job.targets.filter((target) => target.required && mapping[target.path] === undefined);
  const labels = Object.fromEntries(job.targets.map((target) => [target.path, target.label]));
  const mapped = new Set(Object.values(mapping));
  const unused = job.columns.filter((column) => !mapped.has(column.index));

  async function next() {
    set_busy(true);
    set_problem(null);
    try {
      on_checking(await check_import(job.id, mapping));
    } catch (error) {
      set_problem(error);
      set_busy(false);
    }
  }

  function choose(path: string, index: number | undefined) {
    const { [path]: _, ...others } = mapping;
    set_mapping(index === undefined ? others : { ...others, [path]: index });
  }

  return (
    <section className="card import-block">
      <div className="import-map-head">
        <div>
          <h2>{job.name}</h2>
          <p className="quiet">
            {t('import.map_lead')} {format_text(job)}
          </p>
        </div>
        <Button type="primary" loading={busy} onClick={() => void next()}>
          {t('import.check')}
        </Button>
      </div>
      {missing.length > 0 && (
        <p className="import-alert" role="status">
          {t('import.missing', { fields: missing.map((target) => target.label).join(t('filter.list_separator')) })}
        </p>
      )}
      {problem !== null && <ProblemText error={problem} labels={labels} />}
      <MappingTable job={job} targets={offered} mapping={mapping} on_choose={choose} />
      {hidden > 0 && (
        <div>
          <Button onClick={() => set_shows_rest(true)}>{t('import.show_rest', { shown: hidden })}</Button>
        </div>
      )}
      {unused.length > 0 && (
        <p className="quiet">{t('import.unused', { headers: unused.map((column) => column.header).join(t('filter.list_separator')) })}</p>
      )}
    </section>
  );
}

interface MappingTableProps {
  job: ImportJob;
  targets: ImportTarget[];
  mapping: Record<string, number>;
  on_choose: (path: string, index: number | undefined) => void;
}

function MappingTable({ job, targets, mapping, on_choose }: MappingTableProps) {
  const { t } = useTranslation();
  const clearing = useClearing();
  const options = job.columns.map((column) => ({
    value: column.index,
    label: column.header || t('import.column', { number: column.index + 1 }),
  }));
  return (
    <div className="lines-scroll" tabIndex={0} role="group" aria-label={t('import.step.map')}>
      <table className="import-map">
        <thead>
          <tr>
            <th scope="col">{t('import.target')}</th>
            <th scope="col">{t('import.source')}</th>
            <th scope="col">{t('import.sample')}</th>
          </tr>
        </thead>
        {groups_of(targets).map((group) => (
          <tbody key={group.name}>
            <tr>
              <th scope="rowgroup" colSpan={3} className="import-group">
                {group.name}
              </th>
            </tr>
            {group.targets.map((target) => (
              <tr key={target.path}>
                <th scope="row">
                  {target.label}
                  {target.required && (
                    <span className="required" aria-hidden="true">
                      *
                    </span>
                  )}
                </th>
                <td>
                  <Select
                    aria-label={t('import.source_of', { label: target.label })}
                    className="import-source"
                    allowClear={clearing}
                    showSearch={{ optionFilterProp: 'label' }}
                    placeholder={t('import.not_imported')}
                    options={options}
                    value={mapping[target.path]}
                    onChange={(index?: number) => on_choose(target.path, index)}
                  />
                </td>
                <td className="quiet import-sample">{samples(job, mapping[target.path])}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function samples(job: ImportJob, index: number | undefined): string {
  const column = job.columns.find((one) => one.index === index);
  return column?.sample.slice(0, shown_samples).join(' · ') ?? '';
}

function format_text({ format }: ImportJob): string {
  return [format.kind.toUpperCase(), format.encoding?.toUpperCase(), format.sheet].filter(Boolean).join(' · ');
}
