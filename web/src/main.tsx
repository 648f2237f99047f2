import { render } from 'solid-js/web';
import { App } from './app.tsx';
import { applyTheme } from './ui/theme.ts';

applyTheme();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');
render(() => <App />, root);
