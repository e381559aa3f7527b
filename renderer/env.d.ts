/** Lets plain `tsc` accept single-file components; `vue-tsc` reads the components themselves. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  const component: DefineComponent<object, object, unknown>;
  export default component;
}

declare module '*.css';
declare module '@fontsource-variable/inter/wght.css';
