import type { ButtonHTMLAttributes, ReactNode } from 'react';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Its name, also shown as a hint. */
  label: string;
  icon: ReactNode;
  /** A number on its corner, when there is something new. */
  count?: number;
  /** Shown in the hint behind the name. */
  shortcut?: string;
}

export function IconButton({ label, icon, count = 0, shortcut, className = '', ...rest }: Props) {
  return (
    <button
      type="button"
      className={`icon-button ${className}`}
      aria-label={count > 0 ? `${label} (${count})` : label}
      aria-keyshortcuts={shortcut}
      data-hint={shortcut ? `${label} (${shortcut})` : label}
      {...rest}
    >
      {icon}
      {count > 0 && (
        <span className="count" aria-hidden="true">
          {count > 99 ? '99+' : count}
        </span>
      )}
    </button>
  );
}
