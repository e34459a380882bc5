import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useSchema } from '@/api/queries';
import { useShortcut } from '@/kernel/shortcuts';
import { records_of_chapters } from './chapters';

const ShortcutsDialog = lazy(() => import('./shortcuts_dialog'));

/** The keys that work on every page: `?` for the sheet, `g` and a letter to go somewhere. */
export function Shortcuts() {
  const navigate = useNavigate();
  const [is_open, set_open] = useState(false);
  const lists = records_of_chapters(useSchema()).flatMap((chapter) => chapter.records);
  const go = (record: string) => void navigate({ to: '/$record', params: { record } });
  useShortcut('?', () => set_open(true));
  useShortcut('g h', () => void navigate({ to: '/' }));
  useShortcut(
    'g c',
    () => go('customers'),
    lists.some(({ name }) => name === 'customers'),
  );
  useShortcut(
    'g o',
    () => go('orders'),
    lists.some(({ name }) => name === 'orders'),
  );
  return <Suspense>{is_open && <ShortcutsDialog on_close={() => set_open(false)} />}</Suspense>;
}
