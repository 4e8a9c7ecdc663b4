import './style/tokens.css';
import './style/base.css';
import './style/frame.css';
import './style/parts.css';
import './state/theme';
import { render } from 'preact';
import { App } from './app';
import { listen } from './state/live';

render(<App />, document.getElementById('root')!);

// What is not needed for the first figures waits until they are there.
addEventListener('load', () => setTimeout(() => void listen(), 1_500));
