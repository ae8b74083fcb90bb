import {
  type Announcements,
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { Button, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegistrationField } from '../../data/registration';
import classes from './FormFields.module.css';
import { FormRow } from './FormRow';
import { isStandard, mostOwn, moved, ownCount, withOwn } from './fields';

interface Props {
  fields: RegistrationField[];
  /** They were chosen when the conference was made, and stay (G24, G25). */
  locked: boolean;
  change: (next: RegistrationField[]) => void;
}

/** The fields of the form in their order. */
export function FormFields({ fields, locked, change }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const nameOf = (key: string | number) => {
    const field = fields.find((f) => f.key === key);
    if (!field) return '';
    return isStandard(field.key)
      ? t(`registration.field.${field.key}`)
      : field.label || t('registration.unnamed');
  };
  const place = (key: string | number | undefined) => fields.findIndex((f) => f.key === key);
  const told = (key: string | number, over?: string | number) => ({
    name: nameOf(key),
    place: place(over ?? key) + 1,
  });
  const announcements: Announcements = {
    onDragStart: ({ active }) => t('registration.said.taken', told(active.id)),
    onDragOver: ({ active, over }) => t('registration.said.over', told(active.id, over?.id)),
    onDragEnd: ({ active, over }) => t('registration.said.put', told(active.id, over?.id)),
    onDragCancel: ({ active }) => t('registration.said.cancelled', told(active.id)),
  };
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h3" id={id}>
        {t('registration.form')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t(locked ? 'registration.locked' : 'registration.formHint')}
      </Text>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        accessibility={{ announcements, screenReaderInstructions: { draggable: t('registration.said.how') } }}
        onDragEnd={({ active, over }) => over && change(moved(fields, place(active.id), place(over.id)))}
      >
        <SortableContext items={fields.map((f) => f.key)} strategy={verticalListSortingStrategy}>
          <ol className={classes.list}>
            {fields.map((field, i) => (
              <FormRow
                key={field.key}
                field={field}
                name={nameOf(field.key)}
                locked={locked}
                first={i === 0}
                last={i === fields.length - 1}
                set={(some) => change(fields.map((f) => (f.key === field.key ? { ...f, ...some } : f)))}
                move={(by) => change(moved(fields, i, i + by))}
                remove={() => change(fields.filter((f) => f.key !== field.key))}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      {!locked && (
        <Stack gap={4} mt="sm" align="flex-start">
          <Button
            variant="default"
            leftSection={<IconPlus size={18} aria-hidden />}
            disabled={ownCount(fields) >= mostOwn}
            onClick={() => change(withOwn(fields))}
          >
            {t('registration.addField')}
          </Button>
          <Text size="sm" c="dimmed">
            {t('registration.ownFields', { own: ownCount(fields), most: mostOwn })}
          </Text>
        </Stack>
      )}
    </section>
  );
}
