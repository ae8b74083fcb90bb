import type { ButtonHTMLAttributes, ReactNode } from 'react';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'plain' | 'accent' | 'danger' | 'quiet';
  icon?: ReactNode;
  busy?: boolean;
}

export function Button({ look = 'plain', icon, busy = false, className = '', children, ...rest }: Props) {
  return (
    <button
      type="button"
      className={`button button-${look} ${className}`}
      aria-busy={busy || undefined}
      {...rest}
      disabled={rest.disabled || busy}
    >
      {icon}
      <span>{children}</span>
    </button>
  );
}
