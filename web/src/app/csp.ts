export const csp_nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';

/**
 * antd passes the nonce to its own styles, but its dialogs add two more style elements that nobody gives one (they measure the
 * scroll bar and lock scrolling). Every style element made by our own script is as trustworthy as that script.
 */
export function give_styles_the_nonce(): void {
  const create = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = csp_nonce;
    return element;
  }) as typeof document.createElement;
}
