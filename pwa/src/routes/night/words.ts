import { tips } from '../../cache/tips.svelte'
import { t, time } from '../../i18n/i18n.svelte'
import { label, type GroupId } from '../../i18n/vocabulary'
import type { Kind, Data } from '../../store/types'
import { sleepSummary } from '../../night/sleep'
import type { Episode, Night, SleepPeriod } from '../../night/types'
import { factorLabel } from '../factors/factors'
import { diary } from '../../store/diary.svelte'
import { episodeText } from '../tonight/words'

type Said = Record<string, unknown>

const groups: Partial<Record<Kind, GroupId>> = { day: 'day', sign: 'sign', check: 'check' }

/** A line of a night: what was asked, where that stands apart, and what was said. */
export interface Line {
  asked?: string
  said: string
}

/** One unit of a night in words, as it was said then. */
export function unitLine(kind: Kind, key: string, data: Data): Line {
  const said = (data ?? {}) as Said
  const group = groups[kind]
  if (group) return answerLine(group, key.slice(11), said.value)
  if (kind === 'tip')
    return {
      asked: tipText(key.slice(11)),
      said: said.helped === true ? t('tips.helped') : said.helped === false ? t('tips.no_help') : t('arm.used'),
    }
  return { said: unitText(kind, key, data) || t('history.unsaid') }
}

function unitText(kind: Kind, key: string, data: Data): string {
  const said = (data ?? {}) as Said
  if (kind === 'episode') return spellText({ id: key, ...said })
  if (kind === 'night') return [painText(said.pain), said.note].filter(Boolean).join(' · ')
  if (kind === 'sleep') return periodsOf(data).map(sleepText).join(' · ')
  return ''
}

/** A tip as the phone has it, or its id. */
function tipText(id: string): string {
  return (
    [...(tips.value?.results ?? []), ...(tips.value?.blocked ?? [])]
      .find(({ tip }) => tip === id)
      ?.text.replace(/\.$/, '') ?? id
  )
}

function answerLine(group: GroupId, id: string, value: unknown): Line {
  return { asked: word(group, id), said: answerText(value) }
}

/** Everything said of a night, part by part. */
export function partsOf(night: Night): { title: string; lines: Line[] }[] {
  const answers = (group: GroupId, map: Record<string, unknown> | null | undefined) =>
    Object.entries(map ?? {})
      .filter(([, value]) => value !== null)
      .map(([id, value]) => answerLine(group, id, value))
  const plain = (lines: string[]): Line[] => lines.filter(Boolean).map((said) => ({ said }))
  const spells = (night.episodes ?? []).map(spellText)
  return [
    { title: t('history.night'), lines: plain(night.pain === true && spells.length ? spells : [painText(night.pain)]) },
    { title: t('sleep.title'), lines: plain((night.sleep ?? []).map(sleepText)) },
    { title: t('morning.day'), lines: answers('day', night.day) },
    { title: t('episode.signs'), lines: answers('sign', night.signs) },
    { title: t('strip.title'), lines: answers('check', night.checks) },
    { title: t('history.note'), lines: plain([night.note ?? '']) },
  ].filter(({ lines }) => lines.length > 0)
}

function word(group: GroupId, id: string): string {
  return id.startsWith('own.') ? factorLabel(diary.others, id) : label(group, id)
}

function painText(pain: unknown): string {
  return pain === false ? t('nights.no_pain') : pain === true ? t('nights.pain') : ''
}

function answerText(value: unknown): string {
  if (value === true) return t('answer.yes')
  if (value === false) return t('answer.no')
  return typeof value === 'string' ? t(`leg.${value as 'left'}`) : t('history.unsaid')
}

function spellText(episode: Episode): string {
  const { started_at, when, dur, note } = episode
  const parts = [
    started_at ? clock(started_at) : '',
    episodeText(episode),
    when ? label('when', when) : '',
    dur ? label('dur', dur) : '',
    helpedText(episode),
    note,
  ]
  return parts.filter(Boolean).join(' · ') || t('nights.pain')
}

function helpedText({ actions }: Episode): string {
  const told = Object.entries(actions ?? {}).filter(([, outcome]) => outcome !== null)
  return told.map(([id, outcome]) => `${label('action', id)}: ${t(`outcome.${outcome as 'helped'}`)}`).join(' · ')
}

function sleepText(period: SleepPeriod): string {
  const summary = sleepSummary(period)
  const ends = [period.into_bed_at ?? period.tried_to_sleep_at, period.final_awakening_at ?? period.out_of_bed_at]
  const span = ends.map((at) => (at ? clock(at) : '…')).join('–')
  const slept = summary
    ? t('nights.slept', { hours: Math.floor(summary.asleep / 60), minutes: summary.asleep % 60 })
    : ''
  const woke = period.awakenings == null ? '' : `${t('sleep.awakenings')}: ${period.awakenings}`
  const quality = period.quality == null ? '' : t(`sleep.quality_${period.quality as 1}`)
  return [ends.some(Boolean) ? span : '', slept, woke, quality].filter(Boolean).join(' · ')
}

function periodsOf(data: Data): SleepPeriod[] {
  const listed = (data as { periods?: SleepPeriod[] } | null)?.periods
  return listed ?? (Array.isArray(data) ? (data as SleepPeriod[]) : [data as SleepPeriod])
}

const clock = (instant: string) => time(instant, diary.settings.zone)
