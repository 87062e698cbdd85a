/**
 * The report's only script besides chart.js. It draws the charts that the page describes as data (see
 * src/report/html/chart-spec.ts), switches themes, copies and filters. Without it the page still has every
 * figure.
 */
(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');
  const specs = JSON.parse(document.getElementById('charts').textContent);
  const drawn = new Map();

  // Order matches src/report/html/svg/symbols.ts: a variant looks the same in every picture.
  const POINT_STYLES = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'cross', 'star'];
  const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3], [12, 4], [4, 4], [1, 4]];
  const css = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

  function dataset({ variant, label, style, points, intervals, band }) {
    const control = style === 'control';
    const colour = css(control ? '--muted' : `--v${variant % 8}`);
    const failures = style === 'failures';
    const unfilled = failures || style === 'hollow';
    const marks = style === 'dots' || unfilled;
    return {
      label,
      data: points.map(([x, y]) => ({ x, y })),
      intervals,
      band,
      borderColor: colour,
      backgroundColor: `${colour}${unfilled ? '00' : '99'}`,
      borderWidth: marks ? (variant % 7 > 3 || unfilled ? 1.6 : 0) : control ? 1.2 : 2,
      borderDash: marks ? [] : DASHES[variant % DASHES.length],
      showLine: !marks,
      stepped: style === 'steps' ? 'before' : false,
      pointStyle: failures ? 'crossRot' : POINT_STYLES[variant % POINT_STYLES.length],
      pointRadius: marks || style === 'marked' ? 4 : 0,
      pointHitRadius: 6,
      tension: 0,
      clip: 5,
    };
  }

  function tickLabel(axis, few) {
    return function label(value) {
      if (axis.categories) return axis.categories[value] ?? '';
      if (axis.scale !== 'logarithmic') return number.format(value);
      const leading = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
      // A log axis of one decade needs more numbers than its ends; one of five has no room for them.
      const decades = Math.log10(this.max / this.min);
      const shown = decades > 2.5 ? [1] : decades > 1.2 || few ? [1, 3] : [1, 2, 3, 5, 7];
      return shown.some((one) => Math.abs(one - leading) < 1e-6) ? number.format(value) : '';
    };
  }

  function scale(axis, few) {
    return {
      type: axis.scale,
      ...(axis.min === undefined ? {} : { min: axis.min }),
      ...(axis.max === undefined ? {} : { max: axis.max }),
      ...(axis.suggestedMax === undefined
        ? {}
        : {
            suggestedMax: axis.suggestedMax,
            ...(axis.min === undefined ? { suggestedMin: axis.suggestedMin } : {}),
          }),
      title: { display: true, text: axis.title, color: css('--muted') },
      grid: { color: axis.categories ? 'transparent' : css('--line'), tickColor: 'transparent' },
      border: { color: css('--axis') },
      ticks: {
        color: css('--muted'),
        maxRotation: 0,
        includeBounds: false,
        autoSkip: axis.scale !== 'logarithmic' && !axis.categories,
        callback: tickLabel(axis, few),
        ...(axis.whole ? { precision: 0 } : {}),
      },
      // Ticks of a category axis stand at whole numbers, not at the ends of the range.
      ...(axis.categories
        ? {
            afterBuildTicks: (built) => {
              built.ticks = axis.categories.map((_, value) => ({ value }));
            },
          }
        : {}),
    };
  }

  // Shaded 95% bands, upright 95% intervals through the points, and dashed lines for walls and reserves with
  // their names.
  const annotations = {
    id: 'annotations',
    beforeDatasetsDraw({ ctx, chartArea, data, scales }) {
      for (const { intervals, band, borderColor, data: points } of data.datasets) {
        if (band !== undefined) shade(ctx, chartArea, scales, band, borderColor);
        ctx.strokeStyle = borderColor;
        ctx.lineWidth = 1.4;
        for (const [index, interval] of (intervals ?? []).entries()) {
          if (interval === null) continue;
          const x = scales.x.getPixelForValue(points[index].x);
          const low = interval[0] <= 0 && scales.y.type === 'logarithmic' ? scales.y.min : interval[0];
          line(ctx, x, scales.y.getPixelForValue(low), x, scales.y.getPixelForValue(interval[1]));
        }
      }
    },
    afterDatasetsDraw({ ctx, chartArea: { left, right, top, bottom }, scales, data }) {
      ctx.save();
      ctx.font = `11.5px ${Chart.defaults.font.family}`;
      ctx.lineWidth = 1.4;
      let row = 0;
      const walls = data.marks.filter(({ along }) => along === 'x').length;
      for (const { at, along, label, variant } of data.marks) {
        const place = scales[along].getPixelForValue(at);
        ctx.strokeStyle = variant === undefined ? css('--muted') : css(`--v${variant % 8}`);
        ctx.setLineDash([5, 4]);
        // Names of walls have a row each above the chart, where they hide nothing.
        const above = top - 6 - 16 * (walls - 1 - row);
        if (along === 'x') line(ctx, place, above - 8, place, bottom);
        else line(ctx, left, place, right, place);
        ctx.setLineDash([]);
        const y = along === 'x' ? above : place - 5;
        if (along === 'x') row += 1;
        const toTheLeft = along === 'x' && place + ctx.measureText(label).width + 8 > right;
        ctx.textAlign = toTheLeft || along === 'y' ? 'right' : 'left';
        const x = along === 'y' ? right - 4 : toTheLeft ? place - 5 : place + 5;
        ctx.strokeStyle = css('--paper');
        ctx.lineWidth = 3;
        ctx.strokeText(label, x, y);
        ctx.lineWidth = 1.4;
        ctx.fillStyle = css('--ink');
        ctx.fillText(label, x, y);
      }
      ctx.restore();
    },
  };

  function shade(ctx, { left, right, top, bottom }, scales, band, colour) {
    const place = (x, beyond) =>
      x === null ? beyond : Math.min(Math.max(scales.x.getPixelForValue(x), left), right);
    const height = (y) => Math.min(Math.max(scales.y.getPixelForValue(y), top), bottom);
    ctx.save();
    ctx.beginPath();
    for (const [low, , y] of band) ctx.lineTo(place(low, right), height(y));
    for (const [, high, y] of band.toReversed()) ctx.lineTo(place(high, right), height(y));
    ctx.closePath();
    ctx.globalAlpha = 0.16;
    ctx.fillStyle = colour;
    ctx.fill();
    ctx.restore();
  }

  function line(ctx, fromX, fromY, toX, toY) {
    ctx.beginPath();
    ctx.moveTo(fromX, fromY);
    ctx.lineTo(toX, toY);
    ctx.stroke();
  }

  // Room for what is drawn beyond the points: a wall past the last one, the ends of intervals.
  function covering(axis, values) {
    const known = values.filter((value) => axis.scale !== 'logarithmic' || value > 0);
    if (known.length === 0) return axis;
    const pad = axis.scale === 'logarithmic' ? [0.85, 1.18] : [1, 1.04];
    return { ...axis, suggestedMin: Math.min(...known) * pad[0], suggestedMax: Math.max(...known) * pad[1] };
  }

  function tooltipLabel(xAxis, yAxis) {
    return ({ dataset: { label }, parsed: { x, y } }) => {
      const across = xAxis.categories
        ? ''
        : `${xAxis.title.replace(' (log scale)', '')}: ${number.format(x)}; `;
      return `${label}. ${across}${yAxis.title.replace(' (log scale)', '')}: ${number.format(y)}`;
    };
  }

  function draw(id, view) {
    const spec = specs[id];
    const canvas = document.getElementById(id);
    drawn.get(id)?.chart.destroy();
    const shown = spec.views[view];
    const marks = shown.marks ?? [];
    const beyond = (along) => marks.filter((mark) => mark.along === along).map(({ at }) => at);
    const ends = shown.datasets.flatMap(({ intervals }) =>
      (intervals ?? []).flatMap((interval) => interval ?? []),
    );
    const [xAxis, yAxis] = [
      covering(spec.x, beyond('x')),
      covering(shown.y ?? spec.y, [...beyond('y'), ...ends]),
    ];
    const few = canvas.parentElement.clientWidth < 500;
    const chart = new Chart(canvas, {
      type: 'scatter',
      data: { datasets: shown.datasets.map(dataset), marks },
      plugins: [annotations],
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        normalized: true,
        layout: { padding: { top: 6 + 16 * marks.filter(({ along }) => along === 'x').length, right: 10 } },
        interaction: { mode: 'nearest', intersect: false, axis: 'xy' },
        plugins: {
          legend: { display: false },
          tooltip: {
            displayColors: false,
            callbacks: { title: () => '', label: tooltipLabel(xAxis, yAxis) },
          },
        },
        scales: { x: scale(xAxis, few), y: scale(yAxis, few) },
      },
    });
    drawn.set(id, { chart, view });
  }

  function drawAll() {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 12;
    for (const id of Object.keys(specs)) draw(id, drawn.get(id)?.view ?? 0);
  }

  for (const menu of document.querySelectorAll('select[data-chart]')) {
    menu.addEventListener('change', () => draw(menu.dataset.chart, Number(menu.value)));
  }

  // Theme: the reader's preference until the button is used. A page opened from disk may have no storage.
  const remembered = {
    get: () => {
      try {
        return localStorage.getItem('isodense-theme');
      } catch {
        return null;
      }
    },
    set: (theme) => {
      try {
        localStorage.setItem('isodense-theme', theme);
      } catch {
        /* not remembered, still switched */
      }
    },
  };
  const button = document.getElementById('theme');
  const preferred = matchMedia('(prefers-color-scheme: dark)');
  const theme = () => root.dataset.theme ?? (preferred.matches ? 'dark' : 'light');
  const showTheme = () => {
    button.textContent = theme() === 'dark' ? 'Light' : 'Dark';
    drawAll();
  };
  button.addEventListener('click', () => {
    root.dataset.theme = theme() === 'dark' ? 'light' : 'dark';
    remembered.set(root.dataset.theme);
    showTheme();
  });
  preferred.addEventListener('change', showTheme);
  if (['light', 'dark'].includes(remembered.get())) root.dataset.theme = remembered.get();
  showTheme();

  for (const input of document.querySelectorAll('input[data-filter]')) {
    const rows = [...document.querySelectorAll(`#${input.dataset.filter} tbody tr`)];
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of rows)
        row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    });
  }

  const copySource = {
    csv: () => JSON.parse(document.getElementById('csv').textContent),
    command: () => document.getElementById('command').textContent,
  };
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Browsers without the clipboard interface, or pages that may not use it.
      const area = document.body.appendChild(document.createElement('textarea'));
      area.value = text;
      area.select();
      // oxlint-disable-next-line typescript/no-deprecated -- it is the only way that is left to them
      const done = document.execCommand('copy');
      area.remove();
      return done;
    }
  }
  for (const trigger of document.querySelectorAll('[data-copy]')) {
    const label = trigger.textContent;
    trigger.addEventListener('click', () => {
      void copy(copySource[trigger.dataset.copy]()).then((done) => {
        trigger.textContent = done ? 'Copied' : 'Not copied';
        setTimeout(() => {
          trigger.textContent = label;
        }, 1500);
      });
    });
  }

  // Paper is light and cannot be clicked: charts are redrawn for it and everything folded is opened.
  let before;
  addEventListener('beforeprint', () => {
    before = { theme: root.dataset.theme, closed: [...document.querySelectorAll('details:not([open])')] };
    for (const details of before.closed) details.open = true;
    root.dataset.theme = 'light';
    root.classList.add('printing');
    drawAll();
    for (const { chart } of drawn.values()) chart.resize(680, 300);
  });
  addEventListener('afterprint', () => {
    for (const details of before.closed) details.open = false;
    if (before.theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = before.theme;
    root.classList.remove('printing');
    drawAll();
  });
})();
