export const PEG = ['pain', 'enjoyment', 'activity'] as const

/** The mean of the three answers (Krebs et al. 2009, J Gen Intern Med 24:733); null until all are there. */
export function pegScore(said: Partial<Record<string, number | null>> | undefined): number | null {
  const answers = PEG.map((id) => said?.[id])
  return answers.every((value) => value != null)
    ? answers.reduce<number>((sum, value) => sum + value!, 0) / PEG.length
    : null
}
