// One chunk; a file for each area of the cabinet. Their first words differ.
const areas = import.meta.glob<Record<string, unknown>>('./*.json', { eager: true, import: 'default' });

export const texts: object = Object.assign({}, ...Object.values(areas));
