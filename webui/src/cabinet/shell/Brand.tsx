import { Link } from 'react-router';
import bell from '../../ui/bell.svg';
import { useServer } from '../data/session';
import classes from './Brand.module.css';

/** The bell and the server's name; leads to the main page. */
export function Brand() {
  const server = useServer();
  return (
    <Link to="/cabinet" className={classes.brand}>
      <img src={bell} alt="" width={32} height={32} />
      <span>{server?.name ?? 'Veche'}</span>
    </Link>
  );
}
