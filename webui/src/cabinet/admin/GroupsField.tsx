import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { mostGroups, peopleGroupsQuery } from '../data/peopleGroups';

interface Props {
  label: string;
  value: string[];
  change: (groups: string[]) => void;
  /** Left out: as many as a person can be in. */
  most?: number;
}

/** Groups of people to choose from; nothing where there are none. */
export function GroupsField({ label, value, change, most = mostGroups }: Props) {
  const groups = useQuery(peopleGroupsQuery).data ?? [];
  if (groups.length === 0) return null;
  return (
    <MultiSelect
      label={label}
      data={groups.map((g) => ({ value: g.id, label: g.name }))}
      value={value.filter((id) => groups.some((g) => g.id === id))}
      onChange={change}
      maxValues={most}
      searchable
    />
  );
}
