import './style/tokens.css';
import './style/base.css';
import './style/frame.css';
import './style/parts.css';
import './state/theme';
import { render } from 'preact';
import { App } from './app';
import { LOGIN } from './frame/pages';
import { base } from './state/address';
import { listen } from './state/live';

const isLogin = location.pathname === base + LOGIN.path;
render(isLogin ? <LOGIN.component /> : <App />, document.getElementById('root')!);

// What is not needed for the first figures waits until they are there.
if (!isLogin) addEventListener('load', () => setTimeout(() => void listen(), 1_500));
