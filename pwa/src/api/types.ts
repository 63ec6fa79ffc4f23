import type { components } from './schema'

/** Every answer and body by its name in the OpenAPI document, under the name by which the app speaks of it. */
type Schemas = components['schemas']

export type Level = Schemas['FlagAnswer']['level']
export type FlagAnswer = Schemas['FlagAnswer']
/** What a person may say after a warning; the last three are for a crisis alone. */
export type FlagOutcome = Schemas['Seen']['outcome']

/** What only this phone knows of a warning. */
interface Held {
  /** The last thing said after it that did not close it, or, of a closed one, that did. */
  reply?: { outcome: FlagOutcome; at: string }
  /** Of `recent`: a crisis answered of late, kept as one line, or what was put off. */
  folded?: boolean
  /** Of `recent`: a clot was ruled out some days ago, and a second scan is to be asked about. */
  scan_due?: boolean
}

/** A warning as it is shown: the server's, or this phone's own, which need not know all of it. */
export type Flag = Pick<FlagAnswer, 'rule' | 'level' | 'message'> & Partial<FlagAnswer> & Held

export type ChangeIn = NonNullable<SyncQuestion['changes']>[number]
export type ChangeOut = SyncAnswer['changes'][number]
export type SyncResult = Schemas['SyncResult']
/** A phone always says all of it. */
export type SyncQuestion = Required<Omit<Schemas['SyncQuestion'], 'client'>>
export type SyncAnswer = Schemas['SyncAnswer']

export type Me = Schemas['MeAnswer']
export type MailPreferences = Schemas['PreferencesAnswer']
export type StreamChoice = Schemas['StreamAnswer']
export type StreamChanges = Schemas['DigestChanges']
export type MailChanges = Schemas['PreferencesChanges']
export type MailForms = Schemas['MailFormsAnswer']
export type PauseOffer = Schemas['QuietAnswer']

export type Evidence = Schemas['ReasonAnswer']
export type PatternWarning = Schemas['WarningAnswer']
export type Profile = Schemas['ProfileAnswer']
export type Changed = Schemas['ChangedAnswer']
export type Insights = Schemas['InsightsAnswer']
export type Tip = Schemas['TipAnswer']
export type Tips = Schemas['TipsAnswer']
export type Arm = Schemas['ArmAnswer']
export type Experiment = Schemas['ExperimentAnswer']
export type Preview = Schemas['ExperimentPreview']
/** `of`: of a week, how many of its nights have an answer. */
export type TrendPoint = Schemas['PointAnswer'] & { of?: number }
export type Trend = Schemas['TrendAnswer']
/** A series as it is drawn; one made on this phone says nothing of change. */
export type Drawn = {
  points: TrendPoint[]
  summary: Trend['summary'] | null
  counts: Trend['counts']
  verdict: Trend['verdict'] | null
}
export type Association = Schemas['AssociationAnswer']
export type Associations = Schemas['AssociationsAnswer']

export type Scope = Schemas['ConsentAnswer']['scope']
export type Consent = Schemas['ConsentAnswer']
export type Invited = Schemas['InvitationAnswer']
export type Shown = Pick<Invited, 'code' | 'link' | 'qr'>
export type Offered = Schemas['OfferedAnswer']
export type VisitLink = Schemas['VisitLinkAnswer']
export type Look = Schemas['LookAnswer']
export type Version = Schemas['HistoryAnswer']['results'][number]
export type NightAnswer = Schemas['NightAnswer']
export type NightBody = Schemas['NightDocument']
export type Device = Schemas['SubscriptionIn']
export type Service = Schemas['Service']['kind']
