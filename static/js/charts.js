// Draws the charts of a page: each [data-chart] names the JSON script that holds its data. Colours and type are those of the
// theme, read anew when it changes. The table beside a chart holds the same figures, so nothing here is needed to read them.

const styles = () => getComputedStyle(document.documentElement);
const token = (name) => styles().getPropertyValue(name).trim();
const SERIES = [1, 2, 3, 4, 5, 6, 7].map((number) => `--zz-chart-${number}`);
const figures = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 2 });
const short = (value) => (Math.abs(value) >= 10000 ? `${figures.format(value / 10000)}万` : figures.format(value));

const number = (text) => (text === null ? null : Number(text));

function part(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function told(points, data) {
  const box = part("dl", "");
  for (const { seriesName, value } of points) {
    const there = value !== null && value !== undefined;
    box.append(part("dt", seriesName), part("dd", there ? `${figures.format(value)}${data.unit}` : "—"));
  }
  return [part("b", points[0].name), box];
}

function frame(data, width) {
  const ink = token("--zz-ink-2");
  const { fontFamily } = getComputedStyle(document.body);
  const wraps = data.series.length > 3 && width >= 400; // on a phone the legend turns pages instead
  const size = { color: ink, fontSize: 13 };
  return {
    animation: false,
    color: SERIES.map(token),
    textStyle: { fontFamily, fontSize: 13, color: ink },
    grid: { left: 8, right: 24, top: wraps ? 66 : 40, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: { show: data.series.length > 1, type: wraps ? "plain" : "scroll", top: 4, left: 8, right: 8, itemWidth: 12, itemHeight: 8, textStyle: size },
    tooltip: {
      trigger: "axis",
      confine: true,
      className: "chart-tip",
      axisPointer: { type: "shadow", shadowStyle: { opacity: 0.08 } },
      backgroundColor: token("--zz-surface"),
      borderColor: token("--zz-line-2"),
      textStyle: { fontFamily, color: token("--zz-ink"), fontSize: 13 },
      formatter: (points) => told(points, data), // elements, not markup: ECharts' own carries styles, which the policy blocks
    },
  };
}

function axes(data) {
  const label = { color: token("--zz-ink-2"), fontSize: 13 };
  const values = {
    type: "value",
    axisLabel: { ...label, formatter: short, hideOverlap: true },
    splitLine: { lineStyle: { color: token("--zz-line") } },
  };
  const groups = {
    type: "category",
    data: data.categories,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: token("--zz-line-2") } },
    axisLabel: label,
  };
  if (data.type !== "rows") return { xAxis: groups, yAxis: values };
  const rows = { ...groups, inverse: true, axisLabel: { ...label, interval: 0, width: 120, overflow: "break" } };
  return { xAxis: { ...values, splitNumber: 3 }, yAxis: rows };
}

function series(data) {
  const type = data.type === "line" ? "line" : "bar";
  const look = type === "line" ? { symbolSize: 6, lineStyle: { width: 2 }, connectNulls: false } : { barMaxWidth: data.type === "rows" ? 12 : 40 };
  return data.series.map((each) => ({ name: each.name, type, data: each.values.map(number), ...look }));
}

function draw(box) {
  const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const chart = window.echarts.getInstanceByDom(box) ?? window.echarts.init(box);
  chart.setOption({ ...frame(data, box.clientWidth), ...axes(data), series: series(data) }, true);
  return chart;
}

const boxes = [...document.querySelectorAll("[data-chart]")];
const drawAll = () => boxes.forEach(draw);

drawAll();
document.fonts.ready.then(drawAll); // words are measured anew once the faces are there
const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => window.echarts.getInstanceByDom(target)?.resize()));
boxes.forEach((box) => resized.observe(box));
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
