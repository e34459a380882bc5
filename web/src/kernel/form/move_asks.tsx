import type { FieldSchema, MoveSchema, Value } from '@/api/types';
import type { Values } from './draft';
import { FormField } from './form_field';

interface MoveAsksProps {
  move: MoveSchema;
  fields: FieldSchema[];
  told: Values;
  around: Values;
  on_change: (name: string, value: Value) => void;
}

/** What a change of content must be told beside the content: why, and whether the customer knows. */
export function MoveAsks({ move, fields, told, around, on_change }: MoveAsksProps) {
  return (
    <section className="card form-group" aria-labelledby="form-asks">
      <h2 id="form-asks">{move.label}</h2>
      <div className="form-fields form-fields-basics">
        {fields.map((field) => (
          <FormField
            key={field.name}
            field={field}
            value={told[field.name]}
            error={undefined}
            around={around}
            on_change={(value) => on_change(field.name, value)}
          />
        ))}
      </div>
    </section>
  );
}
