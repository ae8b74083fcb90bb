import { type InputHTMLAttributes, type ReactNode, useId } from 'react';

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  error?: string;
  note?: string;
  /** Stands at the end of the line, such as a button. */
  after?: ReactNode;
}

export function Field({ label, error, note, after, ...rest }: Props) {
  const id = useId();
  const told = error || note ? `${id}-note` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-line">
        <input id={id} aria-invalid={error ? true : undefined} aria-describedby={told} {...rest} />
        {after}
      </div>
      {(error || note) && (
        <p id={told} className={error ? 'field-error' : 'field-note'} role={error ? 'alert' : undefined}>
          {error || note}
        </p>
      )}
    </div>
  );
}
