import './views';
import type { FieldSchema, Value } from '@/api/types';
import { field_ui } from './registry';

export function FieldView({ field, value }: { field: FieldSchema; value: Value | undefined }) {
  const View = field_ui(field.kind, 'view');
  return <View field={field} value={value} />;
}
