import { Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { changeMe, sessionKey, useMe, useServer } from '../data/session';
import { browserZone, zones } from '../data/zone';
import { tell, tellError } from '../parts/tell';

/** The zone in which pages and letters tell times (ND3). */
export function ZoneChoice() {
  const { t } = useTranslation();
  const me = useMe();
  const server = useServer();
  const queries = useQueryClient();
  const keep = useMutation({
    mutationFn: (zone: string) => changeMe({ zone }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: sessionKey });
      tell(t('zoneChoice.saved'));
    },
    onError: (error) => tellError(t, error),
  });
  return (
    <Select
      label={t('profile.zone')}
      description={`${t('zoneChoice.hint')} ${t('zoneChoice.browser', { zone: browserZone() })}`}
      placeholder={server?.zone}
      value={me.zone || null}
      onChange={(value) => keep.mutate(value ?? '')}
      data={zones(browserZone(), ...(me.zone ? [me.zone] : []))}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('zoneChoice.clear') }}
      nothingFoundMessage={t('zoneChoice.nothing')}
      disabled={keep.isPending}
    />
  );
}
