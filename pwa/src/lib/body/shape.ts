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

export const HEIGHT = 436

const edges: Record<View, { outer: Knots; inner: Knots }> = {
  front: {
    outer: [
      [2, 27],
      [38, 15],
      [78, 7],
      [130, 12],
      [168, 23],
      [196, 28],
      [214, 27],
      [244, 20],
      [282, 28],
      [318, 36],
      [340, 34],
      [360, 25],
      [392, 14],
      [420, 16],
      [432, 28],
    ],
    inner: [
      [2, 96],
      [50, 96],
      [84, 92],
      [130, 80],
      [168, 68],
      [196, 62],
      [214, 62],
      [244, 66],
      [282, 59],
      [318, 54],
      [340, 55],
      [360, 60],
      [392, 66],
      [420, 63],
      [432, 54],
    ],
  },
  back: {
    outer: [
      [2, 26],
      [38, 12],
      [78, 6],
      [130, 12],
      [168, 24],
      [196, 28],
      [214, 25],
      [250, 15],
      [296, 25],
      [342, 37],
      [366, 36],
      [392, 29],
      [418, 29],
      [432, 39],
    ],
    inner: [
      [2, 96],
      [60, 97],
      [92, 93],
      [130, 81],
      [168, 68],
      [196, 62],
      [214, 63],
      [250, 70],
      [296, 61],
      [342, 55],
      [366, 55],
      [392, 62],
      [418, 62],
      [432, 52],
    ],
  },
}

const seams: Record<View, Record<string, Seam>> = {
  front: {
    top: { outer: 2, inner: 2, sag: 0 },
    groin: { outer: 48, inner: 92, sag: 0 },
    knee: { outer: 176, inner: 176, sag: -6 },
    shin: { outer: 222, inner: 222, sag: 6 },
    ankle: { outer: 294, inner: 294, sag: 3 },
    foot: { outer: 340, inner: 340, sag: 4 },
    toes: { outer: 386, inner: 386, sag: -5 },
    end: { outer: 432, inner: 432, sag: 0 },
  },
  back: {
    top: { outer: 2, inner: 2, sag: 0 },
    buttock: { outer: 92, inner: 98, sag: 14 },
    knee: { outer: 178, inner: 178, sag: -4 },
    calf: { outer: 224, inner: 224, sag: 5 },
    ankle: { outer: 324, inner: 324, sag: -3 },
    heel: { outer: 376, inner: 376, sag: -5 },
    end: { outer: 432, inner: 432, sag: 0 },
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

export interface Drawn {
  site: string
  path: string
  /** What may be touched for it: wider than the leg is, so that an ankle is no smaller a target than a thigh. */
  touch: { x: number; y: number; width: number; height: number }
}

/** Every zone of one view with its closed path. */
export function drawn(view: View): Drawn[] {
  return zones[view].map((zone) => ({ site: zone.site, path: outline(view, zone), touch: touch(view, zone) }))
}

function touch(view: View, { top, bottom, from, to }: Zone): Drawn['touch'] {
  const middle = (from + to) / 2
  const [y, end] = [depth(view, top, middle), depth(view, bottom, middle)]
  const left = from > 0 ? 50 : 0
  return { x: left, y, width: (to < 1 ? 50 : 100) - left, height: end - y }
}

function outline(view: View, { top, bottom, from, to }: Zone): string {
  const at = (height: number, share: number) => point(x(view, height, share), height)
  const along = (seam: string, shares: number[]) => shares.map((share) => at(depth(view, seam, share), share))
  const between = (share: number, heights: [number, number]) =>
    steps.map((s) => at(heights[0] + (heights[1] - heights[0]) * s, share))
  const shares = steps.map((s) => from + (to - from) * s)
  const [a, b] = [depth(view, top, to), depth(view, bottom, to)]
  const [c, d] = [depth(view, bottom, from), depth(view, top, from)]
  const round = [
    ...along(top, shares),
    ...between(to, [a, b]),
    ...along(bottom, [...shares].reverse()),
    ...between(from, [c, d]),
  ]
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
  return (
    0.5 *
    (2 * b[1] +
      (c[1] - a[1]) * s +
      (2 * a[1] - 5 * b[1] + 4 * c[1] - d[1]) * s * s +
      (3 * b[1] - a[1] - 3 * c[1] + d[1]) * s ** 3)
  )
}

function point(left: number, top: number): string {
  return `${left.toFixed(1)} ${top.toFixed(1)}`
}
