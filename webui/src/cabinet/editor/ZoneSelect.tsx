import { Select } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { offsetOf, zoneName, zones } from '../data/zone';

interface Props {
  zone: string;
  change: (zone: string) => void;
  description?: string;
  error?: ReactNode;
}

/** A zone by its name, its offset or what people call it. The names are made when they are first asked for. */
export function ZoneSelect({ zone, change, ...rest }: Props) {
  const { t, i18n } = useTranslation();
  const [asked, setAsked] = useState(false);
  const options = useMemo(
    () => (asked ? zones(zone) : [zone]).map((value) => ({ value, label: label(value, i18n.language) })),
    [asked, zone, i18n.language],
  );
  return (
    <Select
      {...rest}
      label={t('plan.zone')}
      searchable
      limit={60}
      value={zone}
      data={options}
      onFocus={() => setAsked(true)}
      onChange={(value) => value && change(value)}
      nothingFoundMessage={t('plan.zoneNotFound')}
      maxDropdownHeight={280}
    />
  );
}

const label = (zone: string, language: string) =>
  `${zone} (${[offsetOf(zone, new Date(), language), zoneName(zone, language)].filter(Boolean).join(', ')})`;
