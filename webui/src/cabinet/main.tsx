import { createRoot } from 'react-dom/client';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '../styles/tokens.css';
import './look/cabinet.css';
import { startTexts } from '../i18n/start';
import { App } from './App';
import { cabinetTexts } from './i18n/tables';
import { announceNonce } from './look/nonce';
import { schemeManager, showScheme } from './look/scheme';

announceNonce();
showScheme(schemeManager().get('auto'));
await startTexts(['cabinet', 'shared'], cabinetTexts);
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
