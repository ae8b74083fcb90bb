import type { ReactNode } from 'react';
import classes from './Panes.module.css';

interface Props {
  list: ReactNode;
  /** Nothing: the list has the whole page. */
  side?: ReactNode;
  /** On a phone, where only one of both has room, show the side; else it follows the list. */
  sideFirst: boolean;
}

/** A list and the card of the selected item: beside one another, on a phone each a page of its own. */
export function Panes({ list, side, sideFirst }: Props) {
  return (
    <div className={classes.panes} data-selected={sideFirst || undefined} data-alone={!side || undefined}>
      <div className={classes.list}>{list}</div>
      {side && <div className={classes.side}>{side}</div>}
    </div>
  );
}
