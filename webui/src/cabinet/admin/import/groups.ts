import { mostGroups } from '../../data/peopleGroups';

/** The names in a cell, each once whatever the case of its letters; null for too many or too long ones. */
export function groupsOf(cell: string): string[] | null {
  const names = new Map<string, string>();
  for (const part of cell.split(';')) {
    const name = part.trim();
    if (name && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  const all = [...names.values()];
  return all.length > mostGroups || all.some((name) => [...name].length > 100) ? null : all;
}
