import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startTexts } from '../i18n/start';
import { awaitOffer } from '../install/offer';
import { startScheme } from '../state/scheme';
import '../styles/tokens.css';
import '../styles/bell.css';
import '../styles/guest.css';
import { App } from './App';
import { guestTexts } from './texts';

awaitOffer();
startScheme();
await startTexts(['guest', 'shared'], guestTexts);
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
