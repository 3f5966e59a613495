// Runs before the first paint, so that a chosen theme never flashes. A file of its own: the content policy
// allows no inline script.
(function () {
  try {
    var choice = localStorage.getItem('hermes.theme');
    if (choice === 'light' || choice === 'dark') document.documentElement.dataset.theme = choice;
  } catch {
    // Storage may be switched off; then the system decides.
  }
})();
