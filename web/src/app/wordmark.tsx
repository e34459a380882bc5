/** The seal stands for the signature under a regulation. */
export function Wordmark({ large = false }: { large?: boolean }) {
  return (
    <span className={large ? 'wordmark wordmark-large' : 'wordmark'}>
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="7" fill="var(--seal)" />
        <path
          d="M8 9.5h16M16 6.5v3M12 9.5l1.2 3M20 9.5l-1.2 3M7 13h18M10.5 16h11v6h-11zM10.5 19h11M16 22v4M7 24h18"
          fill="none"
          stroke="#fff"
          strokeWidth="1.8"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span className="wordmark-name" lang="zh-Hant">
        章法
      </span>
      <span className="wordmark-latin" lang="en">
        Bylaw
      </span>
    </span>
  );
}
