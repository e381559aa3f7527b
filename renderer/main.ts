import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { createConnection } from './client/connection.ts';
import { provideClient } from './client/current.ts';
import { detectHost } from './client/host.ts';

const host = detectHost(window);
provideClient({ host, connection: createConnection({ open: () => host.open() }) });
createApp(App).use(createPinia()).mount('#app');
