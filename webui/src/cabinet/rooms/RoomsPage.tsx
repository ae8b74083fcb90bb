import { useParams } from 'react-router';
import { Panes } from '../parts/Panes';
import { RoomCard } from './RoomCard';
import { RoomList } from './RoomList';

/** All virtual rooms, the card of one of them beside (D7, D8). */
export function RoomsPage() {
  const { room } = useParams();
  return (
    <Panes
      list={<RoomList selected={room} />}
      side={room && <RoomCard key={room} room={room} list="/cabinet/rooms" />}
      sideFirst={room !== undefined}
    />
  );
}
