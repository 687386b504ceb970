/** The chart of the digitised share: one bar a month, the known kinds as its frame. */
import { number_text, type Lang } from '../../base/format';
import type { Point } from './types';

export const chart = { width: 640, height: 200 };
const gap = 4;
const most_bar = 48;

export type Bar = {
  x: number;
  width: number;
  known_y: number;
  known_height: number;
  digitised_y: number;
  digitised_height: number;
};

export function bars_of(points: readonly Point[]): Bar[] {
  const highest = Math.max(1, ...points.map((point) => point.known));
  const step = Math.min(most_bar, chart.width / Math.max(1, points.length));
  const height = (count: number) => (count / highest) * (chart.height - 1);
  return points.map((point, at) => ({
    x: at * step + gap / 2,
    width: Math.max(1, step - gap),
    known_y: chart.height - height(point.known),
    known_height: height(point.known),
    digitised_y: chart.height - height(point.digitised),
    digitised_height: height(point.digitised),
  }));
}

/** With one decimal, cut rather than rounded: nothing says 100 % before it is. */
export function percent_text(point: Point, lang: Lang): string {
  if (point.known === 0) return '–';
  return `${number_text(Math.floor((point.digitised * 1000) / point.known) / 10, lang)} %`;
}
