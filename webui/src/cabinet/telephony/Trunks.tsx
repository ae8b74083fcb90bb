import { Badge, Button, EmptyState, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPhoneCall, IconPlus, IconServer2 } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  gatewayKey,
  gatewayQuery,
  removeTrunk,
  type Trunk,
  type TrunkState,
  trunksQuery,
} from '../data/telephony';
import { Confirm } from '../parts/Confirm';
import items from '../parts/Items.module.css';
import { tellError } from '../parts/tell';
import { Failure } from '../shell/Failure';
import classes from './Telephony.module.css';
import { TestCall } from './TestCall';
import { TrunkDrawer } from './TrunkDrawer';
import { addressOf } from './trunkForm';
import { colours, standing } from './words';

/** The servers that calls go through. */
export function Trunks() {
  const { t } = useTranslation();
  const trunks = useQuery(trunksQuery);
  const gateway = useQuery(gatewayQuery);
  const [edited, edit] = useState<Trunk | 'new'>();
  const [tested, test] = useState<Trunk | 'any'>();
  if (!trunks.data && trunks.error) return <Failure error={trunks.error} retry={() => trunks.refetch()} />;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('telephony.trunks.hint')}
      </Text>
      {trunks.isPending && <Skeleton height={64} />}
      {trunks.data?.length === 0 && (
        <EmptyState
          py="lg"
          icon={<IconServer2 size={40} stroke={1.5} aria-hidden />}
          title={t('telephony.trunks.none.title')}
          description={t('telephony.trunks.none.text')}
        />
      )}
      <ul className={items.list}>
        {trunks.data?.map((trunk) => (
          <Line
            key={trunk.id}
            trunk={trunk}
            state={gateway.data?.trunks.find((one) => one.id === trunk.id)}
            edit={() => edit(trunk)}
            test={() => test(trunk)}
          />
        ))}
      </ul>
      <div className={items.acts}>
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => edit('new')}>
          {t('telephony.trunks.add')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPhoneCall size={18} aria-hidden />}
          onClick={() => test('any')}
        >
          {t('telephony.test.open')}
        </Button>
      </div>
      <TrunkDrawer
        trunk={edited === 'new' ? undefined : edited}
        opened={edited !== undefined}
        others={trunks.data ?? []}
        close={() => edit(undefined)}
      />
      <TestCall
        trunk={tested === 'any' ? undefined : tested}
        opened={tested !== undefined}
        close={() => test(undefined)}
      />
    </Stack>
  );
}

interface LineProps {
  trunk: Trunk;
  state?: TrunkState;
  edit: () => void;
  test: () => void;
}

function Line({ trunk, state, edit, test }: LineProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asking, ask] = useDisclosure(false);
  const remove = useMutation({
    mutationFn: () => removeTrunk(trunk.id),
    onSettled: () => queries.invalidateQueries({ queryKey: gatewayKey }),
    onError: (error) => tellError(t, error),
  });
  const stands = standing(trunk, state);
  return (
    <li className={items.item}>
      <IconServer2 size={24} stroke={1.5} aria-hidden className={classes.icon} />
      <div className={items.words}>
        <Text fw={550}>
          {trunk.name}{' '}
          {trunk.default && (
            <Badge variant="light" tt="none">
              {t('telephony.trunks.default')}
            </Badge>
          )}{' '}
          <Badge color={colours[stands]} variant="light" tt="none">
            {t(`telephony.standing.${stands}`)}
          </Badge>
        </Text>
        <Text size="sm">{addressOf(trunk)}</Text>
        <Text size="sm" c="dimmed">
          {trunk.patterns.length > 0
            ? t('telephony.trunks.numbers', { numbers: trunk.patterns.map((p) => p.match).join(', ') })
            : t(trunk.default ? 'telephony.trunks.rest' : 'telephony.trunks.noNumbers')}
        </Text>
      </div>
      <div className={items.acts}>
        <Button
          variant="default"
          size="xs"
          onClick={test}
          aria-label={t('telephony.test.of', { name: trunk.name })}
        >
          {t('telephony.test.short')}
        </Button>
        <Button
          variant="default"
          size="xs"
          onClick={edit}
          aria-label={t('telephony.trunks.editOf', { name: trunk.name })}
        >
          {t('telephony.trunks.edit')}
        </Button>
        <Button
          variant="default"
          size="xs"
          loading={remove.isPending}
          onClick={ask.open}
          aria-label={t('telephony.trunks.removeOf', { name: trunk.name })}
        >
          {t('telephony.trunks.remove')}
        </Button>
      </div>
      <Confirm
        opened={asking}
        close={ask.close}
        title={t('telephony.trunks.ask.title', { name: trunk.name })}
        text={t('telephony.trunks.ask.text')}
        action={t('telephony.trunks.remove')}
        onConfirm={() => {
          ask.close();
          remove.mutate();
        }}
      />
    </li>
  );
}
