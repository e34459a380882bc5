import { useTranslation } from 'react-i18next';
import type { RecordSchema } from '@/api/types';
import { type Builder, builder_from, type Row } from './builder';
import { useRowText } from './row_text';

function builder_of(text: string): Builder | null {
  try {
    return builder_from(text);
  } catch {
    return null;
  }
}

/** A filter as a person would say it; as it was written where it cannot be read. */
export function FilterWords({ record, text }: { record: RecordSchema; text: string }) {
  const builder = builder_of(text);
  return builder ? <Words record={record} builder={builder} /> : text;
}

function Words({ record, builder }: { record: RecordSchema; builder: Builder }) {
  const { t } = useTranslation();
  return builder.rows.map((row, index) => (
    <span key={index}>
      {index > 0 && ` ${t(`filter.${builder.join}`)} `}
      {row.kind === 'group' ? (
        <>
          (<Words record={record} builder={row} />)
        </>
      ) : (
        <RowWords record={record} row={row} />
      )}
    </span>
  ));
}

function RowWords({ record, row }: { record: RecordSchema; row: Row }) {
  return useRowText(record, row);
}
