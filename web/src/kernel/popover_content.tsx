import { type ReactNode, useEffect, useRef, useState } from 'react';

/** What stands in a popover. It takes the focus, because its place in the page is far from the button that opened it, and gives it back. */
export function PopoverContent({ label, children }: { label: string; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [opener] = useState(() => document.activeElement);
  useEffect(() => {
    const element = place.current;
    // A control inside may have taken it by itself.
    if (element && !element.contains(document.activeElement)) element.focus({ preventScroll: true });
    return () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
      });
    };
  }, [opener]);
  return (
    <div ref={place} tabIndex={-1} role="dialog" aria-label={label} className="popover-content">
      {children}
    </div>
  );
}
