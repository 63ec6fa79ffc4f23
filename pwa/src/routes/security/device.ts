const browsers = {
  Edg: 'Edge',
  Firefox: 'Firefox',
  FxiOS: 'Firefox',
  CriOS: 'Chrome',
  Chrome: 'Chrome',
  Safari: 'Safari',
}
const systems = {
  iPhone: 'iPhone',
  iPad: 'iPad',
  Android: 'Android',
  Windows: 'Windows',
  'Mac OS': 'Mac',
  CrOS: 'Chromebook',
  Linux: 'Linux',
}

/** "Chrome, Android": what a person may know a device by. The order above matters: Edge also calls itself Chrome. */
export function deviceName(agent: string): string {
  return [named(browsers, agent), named(systems, agent)].filter(Boolean).join(', ')
}

function named(names: Record<string, string>, agent: string): string | undefined {
  return Object.entries(names).find(([sign]) => agent.includes(sign))?.[1]
}
