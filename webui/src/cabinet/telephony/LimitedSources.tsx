import { Badge, Button, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { gatewayKey, type Limited, releaseSource } from '../data/telephony';
import { useDates } from '../i18n/dates';
import items from '../parts/Items.module.css';
import { tell, tellError } from '../parts/tell';
import { ruleOf } from './words';

/** Who is held off because of what came from there, and a way back (lesson 28). */
export function LimitedSources({ sources }: { sources: Limited[] }) {
  const { t } = useTranslation();
  if (sources.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('telephony.limited.none')}
      </Text>
    );
  }
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('telephony.limited.hint')}
      </Text>
      <ul className={items.list}>
        {sources.map((source) => (
          <Source key={source.source} limited={source} />
        ))}
      </ul>
    </>
  );
}

function Source({ limited }: { limited: Limited }) {
  const { t } = useTranslation();
  const dates = useDates();
  const queries = useQueryClient();
  const release = useMutation({
    mutationFn: () => releaseSource(limited.source),
    onSuccess: () => tell(t('telephony.limited.released', { source: limited.source })),
    onError: (error) => tellError(t, error),
    onSettled: () => queries.invalidateQueries({ queryKey: gatewayKey }),
  });
  return (
    <li className={items.item}>
      <div className={items.words}>
        <Text fw={550}>
          <code>{limited.source}</code>{' '}
          {limited.now && (
            <Badge color="warn" variant="light" tt="none">
              {t('telephony.limited.now')}
            </Badge>
          )}
        </Text>
        <Text size="sm">{t(`telephony.rule.${ruleOf(limited.rule)}`)}</Text>
        <Text size="sm" c="dimmed">
          {t('telephony.limited.last', { time: dates.full(limited.last) })}
          {' · '}
          {t('telephony.limited.dropped', { count: limited.dropped })}
        </Text>
      </div>
      <Button
        variant="default"
        size="xs"
        loading={release.isPending}
        onClick={() => release.mutate()}
        aria-label={t('telephony.limited.releaseOf', { source: limited.source })}
      >
        {t('telephony.limited.release')}
      </Button>
    </li>
  );
}
