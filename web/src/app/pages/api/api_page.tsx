import './api_page.css';
import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { ProblemText } from '@/kernel/problem_text';
import { curl_of, type Field, found_in, groups_of, type OpenApi, type Operation } from './openapi';

/** The API as the server describes it to this person: only what they may do, found by any word of it, with a command to begin with. */
export function ApiPage() {
  const { t } = useTranslation();
  const { data, error, isPending } = useQuery({
    queryKey: ['openapi'],
    queryFn: () => request<OpenApi>('/openapi.json'),
    staleTime: 300_000,
  });
  const [text, set_text] = useState('');
  const searched = useDeferredValue(text);
  const groups = useMemo(() => (data ? groups_of(data) : []), [data]);
  const shown = useMemo(() => found_in(groups, searched), [groups, searched]);
  const count = shown.reduce((sum, group) => sum + group.operations.length, 0);

  useEffect(() => {
    document.title = `${t('api.title')} · ${t('app.name')}`;
  }, [t]);

  return (
    <div className="api-page">
      <header>
        <h1>{t('api.title')}</h1>
        <p className="quiet">{t('api.lead')}</p>
        <p>
          <a href="/api/v1/openapi.json" target="_blank" rel="noreferrer">
            openapi.json
          </a>
        </p>
        <Input
          type="search"
          allowClear
          value={text}
          onChange={(event) => set_text(event.target.value)}
          placeholder={t('api.search')}
          aria-label={t('api.search')}
        />
        <p className="quiet" role="status">
          {isPending ? t('app.loading') : t('api.count', { count })}
        </p>
      </header>
      {error && <ProblemText error={error} />}
      {shown.map((group) => (
        <section key={group.name} className="card" aria-labelledby={`api-${group.name}`}>
          <h2 id={`api-${group.name}`}>
            {group.label} {group.label !== group.name && <code>{group.name}</code>}
          </h2>
          {group.operations.map((operation) => (
            <OperationView key={operation.id} operation={operation} />
          ))}
        </section>
      ))}
    </div>
  );
}

function OperationView({ operation }: { operation: Operation }) {
  const { t } = useTranslation();
  const [open, set_open] = useState(false);
  return (
    <details className="api-operation" onToggle={(event) => set_open(event.currentTarget.open)}>
      <summary>
        <span className={`api-method api-method-${operation.method.toLowerCase()}`}>{operation.method}</span>
        <code>{operation.path}</code>
      </summary>
      {open && (
        <div className="api-parts">
          <Fields
            title={t('api.parameters')}
            fields={operation.parameters.map(({ name, place, required }) => ({ name, type: t(`api.place.${place}`), required }))}
          />
          <Fields title={t('api.body')} fields={operation.body} />
          <Fields title={t('api.answer', { status: operation.status })} fields={operation.answer} />
          <h3>{t('api.example')}</h3>
          <pre>
            <code>{curl_of(operation, window.location.origin)}</code>
          </pre>
        </div>
      )}
    </details>
  );
}

function Fields({ title, fields }: { title: string; fields: Field[] }) {
  const { t } = useTranslation();
  if (fields.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <dl>
        {fields.map((field) => (
          <div key={field.name}>
            <dt>
              <code>{field.name}</code>
              {field.required && <span className="api-required">{t('api.required')}</span>}
            </dt>
            <dd>{field.type}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
