import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { Checkbox, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RegistrationField } from '../../data/registration';
import { IconAction } from '../../parts/IconAction';
import classes from './FormFields.module.css';
import { isFixed, isStandard } from './fields';

interface Props {
  field: RegistrationField;
  name: string;
  locked: boolean;
  first: boolean;
  last: boolean;
  set: (some: Partial<RegistrationField>) => void;
  move: (by: 1 | -1) => void;
  remove: () => void;
}

/** A field of the form, which can be carried to another place (G24). */
export function FormRow({ field, name, locked, first, last, set, move, remove }: Props) {
  const { t } = useTranslation();
  const sorting = useSortable({ id: field.key, disabled: locked });
  const own = !isStandard(field.key);
  return (
    <li
      ref={sorting.setNodeRef}
      className={classes.row}
      style={{ transform: CSS.Translate.toString(sorting.transform), transition: sorting.transition }}
      data-dragging={sorting.isDragging || undefined}
    >
      {!locked && (
        <button
          type="button"
          className={classes.handle}
          ref={sorting.setActivatorNodeRef}
          {...sorting.attributes}
          {...sorting.listeners}
          aria-label={t('registration.carry', { name })}
        >
          <IconGripVertical size={18} aria-hidden />
        </button>
      )}
      <div className={classes.name}>
        {own && !locked ? (
          <TextInput
            aria-label={t('registration.label')}
            placeholder={t('registration.label')}
            maxLength={200}
            value={field.label ?? ''}
            onChange={(e) => set({ label: e.currentTarget.value })}
          />
        ) : (
          <Text>{name}</Text>
        )}
      </div>
      <Checkbox
        label={t('registration.required')}
        aria-label={t('registration.requiredOf', { name })}
        checked={isFixed(field.key) || (field.required ?? false)}
        disabled={locked || isFixed(field.key)}
        onChange={(e) => set({ required: e.currentTarget.checked })}
      />
      {!locked && (
        <span className={classes.acts}>
          <IconAction label={t('registration.up', { name })} disabled={first} onClick={() => move(-1)}>
            <IconArrowUp size={18} aria-hidden />
          </IconAction>
          <IconAction label={t('registration.down', { name })} disabled={last} onClick={() => move(1)}>
            <IconArrowDown size={18} aria-hidden />
          </IconAction>
          <IconAction
            label={t('registration.removeField', { name })}
            disabled={isFixed(field.key)}
            onClick={remove}
          >
            <IconTrash size={18} aria-hidden />
          </IconAction>
        </span>
      )}
    </li>
  );
}
