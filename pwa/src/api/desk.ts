import type { components } from './schema'

/** What a therapist reads. Held in memory alone: nothing of it is ever stored on the device. */
type Schemas = components['schemas']

export type CaseloadAnswer = Schemas['CaseloadAnswer']
export type CaseRow = Schemas['CaseRow']
export type Section = CaseRow['section']
export type Change = Schemas['ChangeAnswer']
export type Pair = Pick<Change, 'now' | 'before'>
export type Held = Schemas['HeldAnswer']
export type Review = Schemas['ReviewAnswer']
export type Note = Schemas['NoteAnswer']
export type Plan = Schemas['PlanAnswer']
export type PlanItem = Schemas['PlanItemAnswer']
export type Wanted = Schemas['PlanItemIn']
export type Place = Schemas['SiteAnswer']
export type Position = Schemas['PositionAnswer']
export type Tried = Schemas['TriedAnswer']
export type RecentNight = Schemas['RecentNight']
export type Report = Schemas['ReportAnswer']
export type VisitAnswer = Schemas['VisitAnswer']
export type PatientPage = Schemas['PageAnswer']
