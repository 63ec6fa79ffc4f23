/** Outlines of one leg, drawn by numbers so that zones always fit each other. Units: a box of 100 × 420. */
export type View = 'front' | 'back'

export interface Zone {
  site: string
  from: number
  to: number
  /** Share of the width, 0 at the outer edge, 1 at the inner. */
  outer: number
  inner: number
}

export const HEIGHT = 420

const edges: Record<View, { outer: Knots; inner: Knots }> = {
  front: {
    outer: [[4, 26], [40, 13], [80, 8], [140, 13], [196, 26], [222, 27], [256, 22], [310, 33], [334, 34], [356, 24], [384, 14], [414, 15]],
    inner: [[4, 86], [60, 86], [84, 82], [140, 72], [196, 61], [222, 61], [256, 62], [310, 53], [334, 54], [356, 60], [384, 62], [414, 56]],
  },
  back: {
    outer: [[4, 24], [40, 11], [80, 7], [140, 13], [196, 26], [222, 25], [262, 18], [318, 32], [346, 36], [370, 31], [396, 27], [414, 33]],
    inner: [[4, 86], [60, 88], [90, 84], [140, 73], [196, 61], [222, 63], [262, 64], [318, 55], [346, 54], [370, 58], [396, 60], [414, 54]],
  },
}

export const zones: Record<View, Zone[]> = {
  front: [
    { site: 'hip', from: 4, to: 58, outer: 0, inner: 0.58 },
    { site: 'groin', from: 4, to: 78, outer: 0.58, inner: 1 },
    { site: 'outerhip', from: 58, to: 190, outer: 0, inner: 0.32 },
    { site: 'thigh', from: 78, to: 190, outer: 0.32, inner: 1 },
    { site: 'knee', from: 190, to: 232, outer: 0, inner: 1 },
    { site: 'shin', from: 232, to: 314, outer: 0, inner: 1 },
    { site: 'ankle', from: 314, to: 346, outer: 0, inner: 1 },
    { site: 'foot', from: 346, to: 382, outer: 0, inner: 1 },
    { site: 'toes', from: 382, to: 416, outer: 0, inner: 1 },
  ],
  back: [
    { site: 'buttock', from: 4, to: 96, outer: 0.24, inner: 1 },
    { site: 'outerhip', from: 4, to: 96, outer: 0, inner: 0.24 },
    { site: 'thigh', from: 96, to: 190, outer: 0, inner: 1 },
    { site: 'knee', from: 190, to: 230, outer: 0, inner: 1 },
    { site: 'calf', from: 230, to: 318, outer: 0, inner: 1 },
    { site: 'ankle', from: 318, to: 360, outer: 0, inner: 1 },
    { site: 'heel', from: 360, to: 416, outer: 0, inner: 1 },
  ],
}

type Knots = [height: number, x: number][]

/** The closed path of one zone; the outer edge of the leg lies to the left. */
export function zonePath(view: View, { from, to, outer, inner }: Zone): string {
  const heights = samples(from, to)
  const x = (height: number, share: number) => {
    const [left, right] = [at(edges[view].outer, height), at(edges[view].inner, height)]
    return left + (right - left) * share
  }
  const down = heights.map((height) => point(x(height, outer), height))
  const up = [...heights].reverse().map((height) => point(x(height, inner), height))
  return `M${[...down, ...up].join('L')}Z`
}

function samples(from: number, to: number): number[] {
  const count = Math.max(4, Math.round((to - from) / 6))
  return Array.from({ length: count + 1 }, (_, n) => from + ((to - from) * n) / count)
}

/** Catmull–Rom through the knots: smooth, and exact at each of them. */
function at(knots: Knots, height: number): number {
  const n = Math.max(0, knots.findIndex(([h]) => h >= height) - 1)
  const [a, b, c, d] = [knots[n - 1] ?? knots[n]!, knots[n]!, knots[n + 1] ?? knots[n]!, knots[n + 2] ?? knots[n + 1] ?? knots[n]!]
  const s = c[0] === b[0] ? 0 : (height - b[0]) / (c[0] - b[0])
  return 0.5 * (2 * b[1] + (c[1] - a[1]) * s + (2 * a[1] - 5 * b[1] + 4 * c[1] - d[1]) * s * s + (3 * b[1] - a[1] - 3 * c[1] + d[1]) * s ** 3)
}

function point(x: number, y: number): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`
}
