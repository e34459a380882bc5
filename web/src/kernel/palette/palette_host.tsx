import { useLocation } from '@tanstack/react-router';
import { createContext, lazy, type ReactNode, Suspense, use, useCallback, useEffect, useState } from 'react';
import { useSession } from '@/api/queries';
import { useShortcut } from '../shortcuts';
import { page_at, remember_page } from './recent';

const load = () => import('./palette');
const Palette = lazy(load);
const pause = 1500; // ms; the page itself comes first
const OpenContext = createContext<() => void>(() => {});

export function useOpenPalette(): () => void {
  return use(OpenContext);
}

/** Opens the palette from anywhere below, by Ctrl or Cmd and K, and keeps in mind which records were looked at. */
export function PaletteHost({ children }: { children: ReactNode }) {
  const [is_open, set_open] = useState(false);
  const open = useCallback(() => set_open(true), []);
  const account = useSession()?.account.id;
  const path = useLocation({ select: (location) => location.pathname });
  useShortcut('Ctrl+k', open);
  // Keys that are typed right after Ctrl+K must find the box there.
  useEffect(() => {
    const timer = window.setTimeout(() => void load(), pause);
    return () => window.clearTimeout(timer);
  }, []);
  useEffect(() => {
    const page = page_at(path);
    if (page && account) remember_page(account, page);
  }, [path, account]);
  return (
    <OpenContext value={open}>
      {children}
      {is_open && (
        <Suspense>
          <Palette on_close={() => set_open(false)} />
        </Suspense>
      )}
    </OpenContext>
  );
}
