/** A whole rest: the bar that hangs from its line and says nothing. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#24506b" />
      <path d="M6 12h20" stroke="#fff" strokeWidth="2" strokeLinecap="round" />
      <rect x="10.5" y="12" width="11" height="6.5" rx="1" fill="#fff" />
    </svg>
  );
}
