import type { UseFormReturnType } from '@mantine/form';
import type { Draft } from './draft';

/** The form of a room, as its tabs get it. */
export type RoomFormHandle = UseFormReturnType<Draft>;
