import { render } from 'solid-js/web';
import { App } from './app.tsx';
import { applyTheme } from './ui/theme.ts';

/** After an upgrade the parts of an open page are gone from the server: a fresh page has the new ones. Not twice in a row. */
const reloadRestMs = 20_000;
window.addEventListener('vite:preloadError', () => {
  if (performance.now() > reloadRestMs) location.reload();
});

applyTheme();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');
render(() => <App />, root);
