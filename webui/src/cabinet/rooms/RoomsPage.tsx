import { useParams } from 'react-router';
import { Panes } from '../parts/Panes';
import { RightsPanel } from './RightsPanel';
import { RoomCard } from './RoomCard';
import { RoomList } from './RoomList';

/** The main page: my rooms and those I am invited to, the card of one of them beside (D3, D8, D16). */
export function RoomsPage() {
  const { room } = useParams();
  return (
    <Panes
      list={<RoomList selected={room} />}
      side={room ? <RoomCard key={room} room={room} /> : <RightsPanel />}
      sideFirst={room !== undefined}
    />
  );
}
