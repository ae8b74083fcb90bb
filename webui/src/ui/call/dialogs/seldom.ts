/** The windows of a call that most people never open: they come by themselves when one is in. */
export { AccessDialog as access } from './AccessDialog';
export { InfoDialog as info } from './InfoDialog';
export { InviteDialog as invite } from './InviteDialog';
export { KeypadDialog as keypad } from './KeypadDialog';
export { KeysDialog as keys } from './KeysDialog';
export { LayoutDialog as layout } from './LayoutDialog';
export { ModeDialog as mode } from './ModeDialog';
export { QualityDialog as quality } from './QualityDialog';
export { RecordDialog as record } from './RecordDialog';
export { TransferDialog as transfer } from './TransferDialog';
export { WaitingRoomDialog as waitingroom } from './WaitingRoomDialog';
