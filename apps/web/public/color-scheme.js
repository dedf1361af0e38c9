// Sets the colour scheme before the first paint, so that a dark screen never flashes white. A file of its own: the content policy forbids inline scripts.
(() => {
  let chosen = 'auto';
  try {
    chosen = localStorage.getItem('arches-color-scheme') ?? 'auto';
  } catch {
    // Storage may be closed to us; the system's choice stands.
  }
  const dark = chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
