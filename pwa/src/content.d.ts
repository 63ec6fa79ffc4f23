declare module '*.yaml' {
  const content: unknown
  export default content
}
declare module '*.json?first' {
  const content: { messages: unknown; vocabulary: unknown }
  export default content
}
declare module '*.json?rules' {
  const content: Record<string, import('./safety/types').RuleText>
  export default content
}
declare module '*.json?later' {
  const content: unknown
  export default content
}
declare module '*.yaml?covers' {
  const content: import('./safety/covers').Covers
  export default content
}
