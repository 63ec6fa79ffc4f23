/**
 * One leg, drawn by numbers so that zones always fit each other. A box of 100 × 420; the outer edge lies to the left.
 * The edges are knots [height, x]; zones lie between seams that cross the whole leg, from its outer edge to its inner.
 */
export type View = 'front' | 'back'

type Knots = readonly (readonly [height: number, x: number])[]

interface Seam {
  outer: number
  inner: number
  /** How far the middle hangs below the straight line. */
  sag: number
}

interface Zone {
  site: string
  top: string
  bottom: string
  /** Share of the width: 0 at the outer edge, 1 at the inner. */
  from: number
  to: number
}

export const HEIGHT = 424

const edges: Record<View, { outer: Knots; inner: Knots }> = {
  front: {
    outer: [[2, 27], [38, 15], [78, 7], [130, 12], [176, 23], [206, 28], [226, 27], [258, 21], [300, 28], [332, 36], [350, 34], [366, 25], [392, 14], [412, 17], [420, 30]],
    inner: [[2, 96], [50, 96], [84, 92], [130, 80], [176, 68], [206, 62], [226, 62], [258, 65], [300, 59], [332, 54], [350, 55], [366, 60], [392, 65], [412, 62], [420, 52]],
  },
  back: {
    outer: [[2, 26], [38, 12], [78, 6], [130, 12], [176, 24], [206, 28], [226, 25], [262, 16], [300, 25], [338, 37], [356, 36], [378, 30], [404, 30], [420, 40]],
    inner: [[2, 96], [60, 97], [92, 93], [130, 81], [176, 68], [206, 62], [226, 63], [262, 69], [300, 61], [338, 55], [356, 55], [378, 61], [404, 61], [420, 51]],
  },
}

const seams: Record<View, Record<string, Seam>> = {
  front: {
    top: { outer: 2, inner: 2, sag: 0 },
    groin: { outer: 48, inner: 92, sag: 0 },
    knee: { outer: 188, inner: 188, sag: -8 },
    shin: { outer: 228, inner: 228, sag: 8 },
    ankle: { outer: 312, inner: 312, sag: 4 },
    foot: { outer: 346, inner: 346, sag: 5 },
    toes: { outer: 384, inner: 384, sag: -6 },
    end: { outer: 420, inner: 420, sag: 0 },
  },
  back: {
    top: { outer: 2, inner: 2, sag: 0 },
    buttock: { outer: 92, inner: 98, sag: 14 },
    knee: { outer: 190, inner: 190, sag: -5 },
    calf: { outer: 228, inner: 228, sag: 6 },
    ankle: { outer: 318, inner: 318, sag: -4 },
    heel: { outer: 362, inner: 362, sag: -6 },
    end: { outer: 420, inner: 420, sag: 0 },
  },
}

const zones: Record<View, readonly Zone[]> = {
  front: [
    { site: 'hip', top: 'top', bottom: 'groin', from: 0, to: 0.56 },
    { site: 'groin', top: 'top', bottom: 'groin', from: 0.56, to: 1 },
    { site: 'outerhip', top: 'groin', bottom: 'knee', from: 0, to: 0.33 },
    { site: 'thigh', top: 'groin', bottom: 'knee', from: 0.33, to: 1 },
    { site: 'knee', top: 'knee', bottom: 'shin', from: 0, to: 1 },
    { site: 'shin', top: 'shin', bottom: 'ankle', from: 0, to: 1 },
    { site: 'ankle', top: 'ankle', bottom: 'foot', from: 0, to: 1 },
    { site: 'foot', top: 'foot', bottom: 'toes', from: 0, to: 1 },
    { site: 'toes', top: 'toes', bottom: 'end', from: 0, to: 1 },
  ],
  back: [
    { site: 'outerhip', top: 'top', bottom: 'buttock', from: 0, to: 0.25 },
    { site: 'buttock', top: 'top', bottom: 'buttock', from: 0.25, to: 1 },
    { site: 'thigh', top: 'buttock', bottom: 'knee', from: 0, to: 1 },
    { site: 'knee', top: 'knee', bottom: 'calf', from: 0, to: 1 },
    { site: 'calf', top: 'calf', bottom: 'ankle', from: 0, to: 1 },
    { site: 'ankle', top: 'ankle', bottom: 'heel', from: 0, to: 1 },
    { site: 'heel', top: 'heel', bottom: 'end', from: 0, to: 1 },
  ],
}

const STEPS = 12
const steps = Array.from({ length: STEPS + 1 }, (_, n) => n / STEPS)

/** Every zone of one view with its closed path. */
export function paths(view: View): { site: string; path: string }[] {
  return zones[view].map((zone) => ({ site: zone.site, path: outline(view, zone) }))
}

function outline(view: View, { top, bottom, from, to }: Zone): string {
  const at = (height: number, share: number) => point(x(view, height, share), height)
  const along = (seam: string, shares: number[]) => shares.map((share) => at(depth(view, seam, share), share))
  const between = (share: number, heights: [number, number]) => steps.map((s) => at(heights[0] + (heights[1] - heights[0]) * s, share))
  const shares = steps.map((s) => from + (to - from) * s)
  const [a, b] = [depth(view, top, to), depth(view, bottom, to)]
  const [c, d] = [depth(view, bottom, from), depth(view, top, from)]
  const round = [...along(top, shares), ...between(to, [a, b]), ...along(bottom, [...shares].reverse()), ...between(from, [c, d])]
  return `M${round.join('L')}Z`
}

function depth(view: View, name: string, share: number): number {
  const { outer, inner, sag } = seams[view][name]!
  return outer + (inner - outer) * share + sag * 4 * share * (1 - share)
}

function x(view: View, height: number, share: number): number {
  const { outer, inner } = edges[view]
  const [left, right] = [smooth(outer, height), smooth(inner, height)]
  return left + (right - left) * share
}

/** Catmull–Rom through the knots: smooth, and exact at each of them. */
function smooth(knots: Knots, height: number): number {
  const n = Math.max(0, knots.findIndex(([h]) => h >= height) - 1)
  const b = knots[n]!
  const c = knots[n + 1] ?? b
  const [a, d] = [knots[n - 1] ?? b, knots[n + 2] ?? c]
  const s = c[0] === b[0] ? 0 : (height - b[0]) / (c[0] - b[0])
  return 0.5 * (2 * b[1] + (c[1] - a[1]) * s + (2 * a[1] - 5 * b[1] + 4 * c[1] - d[1]) * s * s + (3 * b[1] - a[1] - 3 * c[1] + d[1]) * s ** 3)
}

function point(left: number, top: number): string {
  return `${left.toFixed(1)} ${top.toFixed(1)}`
}
