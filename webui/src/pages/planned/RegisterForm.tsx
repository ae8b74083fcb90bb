import { type FormEvent, type HTMLInputAutoCompleteAttribute, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { settings } from '../../state/settings';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { type Answers, type FormField, type Registered, register } from './page';

const known: Record<string, { autoComplete: HTMLInputAutoCompleteAttribute; type?: string }> = {
  first_name: { autoComplete: 'given-name' },
  last_name: { autoComplete: 'family-name' },
  email: { autoComplete: 'email', type: 'email' },
  company: { autoComplete: 'organization' },
  position: { autoComplete: 'organization-title' },
  phone: { autoComplete: 'tel', type: 'tel' },
};

interface Props {
  cid: string;
  fields: FormField[];
  onDone: (answer: Registered, email: string) => void;
}

/** The form of a conference; what must be filled in has an asterisk (A11). */
export function RegisterForm({ cid, fields, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const [answers, setAnswers] = useState<Answers>(() => ({ first_name: settings.get().name }));
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);

  const tell = (errors: Record<string, string>) => {
    setWrong(errors);
    const first = fields.find((field) => errors[field.key]);
    if (first) form.current?.querySelector<HTMLInputElement>(`[name="${first.key}"]`)?.focus();
  };
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setFailed('');
    const errors = missing(fields, answers);
    tell(errors);
    if (Object.keys(errors).length > 0) return;
    setBusy(true);
    try {
      onDone(await register(cid, answers, i18n.language), answers.email?.trim() ?? '');
    } catch (cause) {
      const code = cause instanceof ApiError ? cause.code : 'internal';
      if (cause instanceof ApiError && fields.some((field) => field.key === cause.field))
        tell({ [cause.field]: code });
      else setFailed(code);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form ref={form} className="planned-form" onSubmit={(e) => void submit(e)} noValidate>
      <p className="muted">{t('planned.register.asterisk')}</p>
      {fields.map((field, n) => (
        <Field
          key={field.key}
          name={field.key}
          label={`${field.label ?? t(`planned.fields.${field.key}`)}${field.required ? ' *' : ''}`}
          autoFocus={n === 0}
          required={field.required}
          maxLength={field.key.endsWith('_name') ? 50 : field.key === 'email' ? 254 : 1000}
          value={answers[field.key] ?? ''}
          error={wrong[field.key] && t([`errors.${wrong[field.key]}`, 'errors.internal'])}
          onChange={(e) => {
            setAnswers({ ...answers, [field.key]: e.target.value });
            setWrong(({ [field.key]: _, ...others }) => others);
          }}
          {...(known[field.key] ?? { autoComplete: 'off' })}
        />
      ))}
      {failed && (
        <p className="alert" role="alert">
          {t([`errors.${failed}`, 'errors.internal'])}
        </p>
      )}
      <Button type="submit" look="accent" busy={busy}>
        {t('planned.register.submit')}
      </Button>
    </form>
  );
}

/** The codes of fields that are to be filled in. */
export function missing(fields: FormField[], answers: Answers): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { key, required } of fields) {
    const text = answers[key]?.trim() ?? '';
    if (required && !text) errors[key] = 'answer_required';
    else if (key === 'email' && text && !/^[^\s@]+@[^\s@]+$/.test(text)) errors[key] = 'email_invalid';
  }
  return errors;
}
