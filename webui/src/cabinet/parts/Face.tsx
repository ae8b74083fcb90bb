import { Avatar } from '@mantine/core';
import type { Presence } from '../../protocol/messages';
import classes from './Face.module.css';
import { hueOf, initialsOf } from './initials';

interface Props {
  name: string;
  picture?: string;
  size?: number;
  /** Shown as a dot; the words stand elsewhere. */
  state?: Presence;
}

/** A person's picture, else the initials on a colour derived from the name. The name always stands beside it. */
export function Face({ state, ...person }: Props) {
  if (!state) return <Picture {...person} />;
  return (
    <span className={classes.face}>
      <Picture {...person} />
      <span className={classes.dot} data-state={state} aria-hidden />
    </span>
  );
}

function Picture({ name, picture, size = 36 }: Omit<Props, 'state'>) {
  const hue = hueOf(name);
  return (
    <Avatar
      src={picture || null}
      alt=""
      size={size}
      radius={1000}
      aria-hidden
      styles={{
        placeholder: {
          background: `light-dark(hsl(${hue} 45% 88%), hsl(${hue} 30% 26%))`,
          color: `light-dark(hsl(${hue} 60% 22%), hsl(${hue} 60% 86%))`,
          border: 0,
          fontSize: Math.max(11, Math.round(size * 0.38)),
          fontWeight: 600,
        },
      }}
    >
      {initialsOf(name)}
    </Avatar>
  );
}
