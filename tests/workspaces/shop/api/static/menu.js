(function () {
  var menu = document.getElementById('menu');
  if (!menu) return;
  menu.addEventListener('click', function (event) {
    var target = event.target;
    if (target.tagName === 'A') {
      if (target.dataset.section) {
        if (!target.classList.contains('disabled')) {
          event.preventDefault();
          document.getElementById(target.dataset.section).scrollIntoView();
        }
      }
    }
  });
})();
