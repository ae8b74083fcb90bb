import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './List.module.css';

interface Props {
  to: string;
  selected: boolean;
  /** A picture of 44 px. */
  icon: ReactNode;
  name: string;
  /** What else is said, smaller, below the name. */
  line: ReactNode;
  /** How it stands, at the end. */
  end: ReactNode;
}

/** One row of a list, which opens the card. */
export function Row({ to, selected, icon, name, line, end }: Props) {
  return (
    <Link to={to} className={classes.row} aria-current={selected ? 'true' : undefined} preventScrollReset>
      {icon}
      <span className={classes.words}>
        <span className={classes.name}>{name}</span>
        <span className={classes.line}>{line}</span>
      </span>
      <span className={classes.end}>{end}</span>
    </Link>
  );
}
