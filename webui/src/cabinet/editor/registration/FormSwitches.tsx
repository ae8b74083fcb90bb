import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RegistrationField } from '../../data/registration';
import classes from './FormFields.module.css';
import { isFixed, standardKeys, withStandard } from './fields';

interface Props {
  fields: RegistrationField[];
  change: (next: RegistrationField[]) => void;
}

/** Which of the usual fields the form has (G25). */
export function FormSwitches({ fields, change }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.standard}>
      <legend className={classes.legend}>{t('registration.standard')}</legend>
      {standardKeys.map((key) => (
        <Checkbox
          key={key}
          label={t(`registration.field.${key}`)}
          description={isFixed(key) ? t('registration.always') : undefined}
          disabled={isFixed(key)}
          checked={fields.some((f) => f.key === key)}
          onChange={(e) => change(withStandard(fields, key, e.currentTarget.checked))}
        />
      ))}
    </fieldset>
  );
}
