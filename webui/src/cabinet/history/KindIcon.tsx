import { IconPhoneIncoming, IconPhoneOutgoing, IconPhoneX, IconUsersGroup } from '@tabler/icons-react';
import type { HistoryKind } from '../data/history';
import classes from './History.module.css';

const icons = {
  missed: IconPhoneX,
  outgoing: IconPhoneOutgoing,
  incoming: IconPhoneIncoming,
  conference: IconUsersGroup,
};

export function KindIcon({ kind }: { kind: HistoryKind }) {
  const Icon = icons[kind];
  return (
    <span className={classes.sign} data-missed={kind === 'missed' || undefined}>
      <Icon size={22} stroke={1.75} aria-hidden />
    </span>
  );
}
