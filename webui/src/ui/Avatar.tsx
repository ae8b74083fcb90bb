import { hueOf, initials } from './initials';

interface Props {
  name: string;
  picture?: string;
  size?: 's' | 'm' | 'l';
}

/** A picture of somebody, else the initials on a colour of the name. The name itself always stands beside it. */
export function Avatar({ name, picture, size = 'm' }: Props) {
  if (picture) return <img className={`avatar avatar-${size}`} src={picture} alt="" />;
  return (
    <span
      className={`avatar avatar-${size}`}
      aria-hidden="true"
      style={{ backgroundColor: `hsl(${hueOf(name)} 38% 36%)` }}
    >
      {initials(name)}
    </span>
  );
}
