// The picture of the results for the README.
import * as echarts from "echarts";
import { candidateNames } from "./candidates.ts";
import type { GrowthResult } from "./results.ts";

const labels = {
  "no-op": "a resource that does nothing",
  like: "the same with 26 properties",
  secret: "the same with a secret",
  store: "an IntegrationStore",
} as const;

/** CPU seconds of `up` and of an unchanged preview, by the number of resources. Grey is readable on white and on black. */
export function plot(growth: readonly GrowthResult[]): string {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: 860, height: 340 });
  const grey = "#808890";
  const text = { color: grey, fontFamily: "sans-serif" };
  const grids = [
    { left: 60, width: 330, top: 70, bottom: 50 },
    { left: 490, width: 330, top: 70, bottom: 50 },
  ];
  const shown = (["up", "preview"] as const).map((command, index) => ({ command, index }));
  chart.setOption({
    animation: false,
    color: ["#9aa4ad", "#5b8def", "#d98b2b", "#12a150"],
    legend: { top: 0, data: Object.values(labels), textStyle: text, itemHeight: 10 },
    title: shown.map(({ index }) => ({
      text: ["pulumi up", "pulumi preview, unchanged"][index],
      left: grids[index]?.left,
      top: 34,
      textStyle: { ...text, fontSize: 14 },
    })),
    grid: grids,
    xAxis: shown.map(({ index }) => ({
      gridIndex: index,
      type: "value",
      name: "resources",
      nameLocation: "middle",
      nameGap: 28,
      nameTextStyle: text,
      axisLabel: text,
      splitLine: { show: false },
    })),
    yAxis: shown.map(({ index }) => ({
      gridIndex: index,
      type: "value",
      name: "CPU s",
      nameTextStyle: text,
      axisLabel: text,
      splitLine: { lineStyle: { color: grey, opacity: 0.25 } },
    })),
    series: shown.flatMap(({ command, index }) =>
      candidateNames.map((name) => ({
        type: "line",
        name: labels[name],
        xAxisIndex: index,
        yAxisIndex: index,
        symbolSize: 6,
        data: growth.flatMap(({ count, commands }) => {
          const seconds = commands[command]?.candidates[name]?.seconds.cpu?.median;
          return seconds === undefined ? [] : [[count, seconds]];
        }),
      })),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  const title = "<title>CPU time of pulumi up and of an unchanged preview, by the number of resources</title>";
  // Its styles are for pointers, its ids count the charts of the process, and its title is missing.
  const plain = svg.replaceAll(/<style[\s\S]*?<\/style>\n?| class="[^"]*"/g, "").replaceAll(/\bzr\d+-/g, "chart-");
  return `${plain.replace(/(<svg[^>]*>)/, `$1\n${title}`)}\n`;
}
