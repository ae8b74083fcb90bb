import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconAction } from './IconAction';
import { useCopy } from './useCopy';

/** Copies one value; the mark changes and the name says so. */
export function Copy({ value, label }: { value: string; label: string }) {
  const { t } = useTranslation();
  const { copied, failed, copy } = useCopy();
  return (
    <IconAction
      label={copied ? t('copy.copied') : failed ? t('copy.failed') : label}
      color={copied ? 'good' : failed ? 'danger' : 'gray'}
      onClick={() => copy(value)}
    >
      {copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
    </IconAction>
  );
}
