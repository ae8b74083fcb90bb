import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconCircle, IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { callsQuery, type Test, type Trunk, testCall } from '../data/telephony';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import classes from './Telephony.module.css';
import { known, said, stepsOf } from './words';

interface Props {
  /** That it goes through; without one as every call does. */
  trunk?: Trunk;
  opened: boolean;
  close: () => void;
}

/** Calls somebody without a conference, and says how far it came. */
export function TestCall({ trunk, opened, close }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={trunk ? t('telephony.test.of', { name: trunk.name }) : t('telephony.test.open')}
    >
      {opened && <Form trunk={trunk} />}
    </Modal>
  );
}

function Form({ trunk }: { trunk?: Trunk }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [general, setGeneral] = useState('');
  const form = useForm({
    initialValues: { dial: trunk ? '#tel:' : '#sip:' },
    validate: { dial: (v) => (/^#?(sips?|tel):.+/.test(v.trim()) ? null : t('telephony.test.missing')) },
  });
  const test = useMutation({
    mutationFn: ({ dial }: { dial: string }) => testCall(dial.trim(), trunk?.id),
    onError: (error) => {
      if (error instanceof ApiError && error.field === 'dial')
        form.setFieldError('dial', errorText(t, error));
      else setGeneral(errorText(t, error));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: callsQuery.queryKey }),
  });
  return (
    <form
      onSubmit={form.onSubmit((values) => {
        setGeneral('');
        test.mutate(values);
      })}
      noValidate
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('telephony.test.hint')}
        </Text>
        <Fault text={general} />
        <TextInput
          label={t('telephony.test.whom')}
          description={t('telephony.test.whomHint')}
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
          {...form.getInputProps('dial')}
        />
        <div role="status">{test.data && !test.isPending && <Result test={test.data} />}</div>
        <Group justify="flex-end">
          <Button type="submit" loading={test.isPending}>
            {t('telephony.test.call')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Result({ test }: { test: Test }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <ul className={classes.steps}>
        {stepsOf(test.reached).map(({ step, done }) => (
          <li key={step} className={classes.step}>
            {done ? (
              <IconCircleCheck
                size={20}
                color="var(--good)"
                aria-label={t('telephony.test.done')}
                role="img"
              />
            ) : (
              <IconCircle size={20} color="var(--text-2)" aria-label={t('telephony.test.not')} role="img" />
            )}
            <Text size="sm">{t(`telephony.step.${step}`)}</Text>
          </li>
        ))}
      </ul>
      {test.cause && (
        <Text size="sm" fw={550}>
          {t(`telephony.cause.${known(test.cause.kind)}`)} {said(test.cause) && `(${said(test.cause)})`}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {[test.address, t('telephony.test.took', { seconds: test.took.toFixed(1) })]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </Stack>
  );
}
