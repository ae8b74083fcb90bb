import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Arrangement, placesOf, put, vacate } from '../../../layout/arrangement';
import classes from './Board.module.css';
import type { Seatable } from './people';

interface Props {
  value: Arrangement;
  onChange: (next: Arrangement) => void;
  people: Seatable[];
}

/** The same as the board, one field for each window. */
export function SeatList({ value, onChange, people }: Props) {
  const { t } = useTranslation();
  const places = placesOf(value);
  const nobody = { value: '', label: t(value.manual ? 'arrange.empty' : 'arrange.auto') };
  const data = [nobody, ...people.map((one) => ({ value: one.key, label: one.name }))];
  return (
    <div className={classes.list}>
      {places.map((key, i) => (
        <Select
          // biome-ignore lint/suspicious/noArrayIndexKey: a window is its place
          key={i}
          label={t('arrange.window', { number: i + 1 })}
          data={data}
          value={key}
          allowDeselect={false}
          searchable={people.length > 8}
          onChange={(next) => {
            const one = people.find((p) => p.key === next);
            onChange(one ? put(value, i, one.seat) : vacate(value, i));
          }}
        />
      ))}
    </div>
  );
}
