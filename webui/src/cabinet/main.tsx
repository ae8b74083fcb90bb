import { createRoot } from 'react-dom/client';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '../styles/tokens.css';
import './look/cabinet.css';
import { startTexts } from '../i18n/start';
import { startScheme } from '../state/scheme';
import { App } from './App';
import { carryOutAll } from './data/deletion';
import { cabinetTexts } from './i18n/tables';
import { announceNonce } from './look/nonce';

announceNonce();
addEventListener('pagehide', () => void carryOutAll());
startScheme();
await startTexts(['cabinet', 'shared'], cabinetTexts);
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
