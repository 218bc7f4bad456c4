import { byId } from './dom.ts';

function apply(theme: string): void {
  document.documentElement.dataset['theme'] = theme;
  dispatchEvent(new Event('themechange'));
}

/** Follows the system until the person chooses. */
export function mountTheme(isReady: () => boolean): void {
  const light = matchMedia('(prefers-color-scheme: light)');
  const wanted = (): string =>
    localStorage.getItem('theme') ?? (light.matches ? 'light' : 'dark');
  document.documentElement.dataset['theme'] = wanted();
  light.addEventListener('change', () => {
    if (isReady()) apply(wanted());
  });
  byId('theme').addEventListener('click', () => {
    const next =
      document.documentElement.dataset['theme'] === 'light' ? 'dark' : 'light';
    localStorage.setItem('theme', next);
    if (isReady()) apply(next);
  });
}
