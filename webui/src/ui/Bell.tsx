/** The emblem: the bell that called a veche together. */
export function Bell({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="bell">
      <rect width="32" height="32" rx="8" />
      <path d="M16 5.2a1.9 1.9 0 0 1 1.9 1.9v.5c3.5.8 5.7 3.7 5.9 7.7.2 3.8.8 5.3 2 6.4.9.8.5 2.1-.8 2.1H7c-1.3 0-1.7-1.3-.8-2.1 1.2-1.1 1.8-2.6 2-6.4.2-4 2.4-6.9 5.9-7.7v-.5A1.9 1.9 0 0 1 16 5.2ZM12.9 25h6.2a3.1 3.1 0 0 1-6.2 0Z" />
    </svg>
  );
}
