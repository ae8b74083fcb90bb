import { Link } from 'react-router';
import { product } from '../../state/product';
import { Bell } from '../../ui/Bell';
import { useServer } from '../data/session';
import classes from './Brand.module.css';

/** The bell and the server's name; leads to the main page. */
export function Brand() {
  const server = useServer();
  return (
    <Link to="/cabinet" className={classes.brand}>
      <Bell size={32} />
      <span>{server?.name ?? product}</span>
    </Link>
  );
}
